"""The counts of days go on to emotions and stances: who wrote a mention counts as well, and all days have changed."""

from importlib import import_module

from django.db import migrations

counts = import_module("tanggap.desk.migrations.0004_daily_counts")
towards = import_module("tanggap.desk.migrations.0005_tone_towards_units")
COUNTED = (*counts.COUNTED, "author_pseudonym", "author_display")


def moved(columns: tuple[str, ...]) -> str:
    differs = " OR ".join(f"before.{name} IS DISTINCT FROM after.{name}" for name in columns)
    return f"""
CREATE OR REPLACE FUNCTION desk_note_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO desk_changedhour (at)
    SELECT DISTINCT date_trunc('hour', hour, 'UTC')
    FROM before JOIN after USING (id)
    CROSS JOIN LATERAL (VALUES (before.published_at, before.is_kept), (after.published_at, after.is_kept))
        AS side (hour, is_kept)
    WHERE side.is_kept AND ({differs});
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0005_tone_towards_units'),
        ('mentions', '0011_tone'),
    ]

    operations = [
        migrations.RunSQL(moved(COUNTED), moved(counts.COUNTED)),
        migrations.RunSQL(towards.ALL_DAYS, migrations.RunSQL.noop),
    ]
