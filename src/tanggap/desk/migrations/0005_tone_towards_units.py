"""The counts of days go on to the tone towards units: its tables tell when a day has changed, and all days have."""

from django.db import migrations

TABLES = ("mentions_targetjudgement", "mentions_targetcorrection")
WATCH = "\n".join(
    f"CREATE TRIGGER desk_note_{event.lower()} AFTER {event} ON {table} REFERENCING {rows} TABLE AS changed"
    " FOR EACH STATEMENT EXECUTE FUNCTION desk_note_judged();"
    for table in TABLES
    for event, rows in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
)
UNWATCH = "\n".join(
    f"DROP TRIGGER desk_note_{event} ON {table};" for table in TABLES for event in ("insert", "update", "delete")
)
ALL_DAYS = """
INSERT INTO desk_changedhour (at)
SELECT DISTINCT date_trunc('hour', published_at, 'UTC') FROM mentions_mention
WHERE is_kept AND published_at > now() - interval '100 days'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0004_daily_counts'),
        ('mentions', '0011_tone'),
    ]

    operations = [
        migrations.RunSQL(WATCH, UNWATCH),
        migrations.RunSQL(ALL_DAYS, migrations.RunSQL.noop),
    ]
