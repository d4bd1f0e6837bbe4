import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mentions", "0002_initial")]

    operations = [
        migrations.RemoveIndex(model_name="mention", name="mention_search"),
        # A generated column cannot be altered: it is made anew, and filled while the table is rewritten.
        migrations.RemoveField(model_name="mention", name="search"),
        migrations.AddField(
            model_name="mention",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        next_step="done",
                        then=SearchVector("title", config="indonesian", weight="A")
                        + SearchVector("text", config="indonesian", weight="B"),
                    )
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="mention",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="mention_search"),
        ),
    ]
