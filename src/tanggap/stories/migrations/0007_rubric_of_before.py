from django.db import migrations

# What is counted with every change of a story from here on (`actions.figures`), once for the stories from before.
_RATE = """
WITH reached AS (
    SELECT place.story_id, criterion,
        percentile_disc(0.25) WITHIN GROUP (ORDER BY (given ->> 'score')::int DESC) AS step
    FROM stories_storymembership AS place
    JOIN stories_story AS story ON story.id = place.story_id
    JOIN mentions_mention AS mention
        ON mention.id = place.mention_id AND mention.unit_id IS NOT DISTINCT FROM story.unit_id
    JOIN mentions_assessment AS judged ON judged.mention_id = mention.id,
    LATERAL jsonb_each(judged.rubric) AS each (criterion, given)
    GROUP BY place.story_id, criterion
), rated AS (
    SELECT story_id, jsonb_object_agg(criterion, step) AS rubric FROM reached GROUP BY story_id
)
UPDATE stories_story AS story SET rubric = rated.rubric FROM rated WHERE rated.story_id = story.id
"""
# The schedule writes their levels anew within minutes, and finds out which of them stand still.
_MOVE = "UPDATE stories_story SET is_level_moving = true"


class Migration(migrations.Migration):

    dependencies = [
        ('mentions', '0005_judgements'),
        ('stories', '0006_rubric'),
    ]

    operations = [
        migrations.RunSQL(_RATE, migrations.RunSQL.noop),
        migrations.RunSQL(_MOVE, migrations.RunSQL.noop),
    ]
