from django.db import connection, migrations
from django.utils import timezone

from tanggap.stories.levels import COURSE, courses_of, suggestion_of

_BATCH = 1000


def suggest(apps, schema_editor):
    """What every story suggests now; from here on it is kept with the story's figures."""
    stories, now = apps.get_model("stories", "Story").objects, timezone.now()
    ids = list(stories.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _BATCH):
        batch = list(stories.filter(pk__in=ids[start : start + _BATCH]))
        courses = courses_of([story.pk for story in batch], now)
        levels = [suggestion_of(story, courses[story.pk]).level for story in batch]
        given = {
            "ids": [story.pk for story in batch],
            "levels": levels,
            "moving": [story.last_at > now - COURSE for story in batch],
        }
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE stories_story AS story SET suggested_level = given.level, is_level_moving = given.moving"
                " FROM unnest(%(ids)s::bigint[], %(levels)s::smallint[], %(moving)s::boolean[])"
                " AS given (id, level, moving) WHERE story.id = given.id",
                given,
            )


class Migration(migrations.Migration):

    dependencies = [
        ('stories', '0004_suggested_level'),
    ]

    operations = [
        migrations.RunPython(suggest, migrations.RunPython.noop),
    ]
