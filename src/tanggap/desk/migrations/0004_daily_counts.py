"""Counts of each day, and the triggers that note which hours changed.

They are triggers of statements, so that a batch of five hundred mentions notes its hours once; and they lie on the
tables themselves, so that a row cannot change without its day being counted anew.
"""

import django.db.models.deletion
from django.db import migrations, models


COUNTED = ("source_kind", "published_at", "outlet_id", "unit_id", "is_kept")
DIFFERS = " OR ".join(f"before.{name} IS DISTINCT FROM after.{name}" for name in COUNTED)
FUNCTIONS = f"""
CREATE FUNCTION desk_note_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO desk_changedhour (at)
    SELECT DISTINCT date_trunc('hour', published_at, 'UTC') FROM changed WHERE is_kept;
    RETURN NULL;
END $$;

CREATE FUNCTION desk_note_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO desk_changedhour (at)
    SELECT DISTINCT date_trunc('hour', hour, 'UTC')
    FROM before JOIN after USING (id)
    CROSS JOIN LATERAL (VALUES (before.published_at, before.is_kept), (after.published_at, after.is_kept))
        AS side (hour, is_kept)
    WHERE side.is_kept AND ({DIFFERS});
    RETURN NULL;
END $$;

CREATE FUNCTION desk_note_judged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO desk_changedhour (at)
    SELECT DISTINCT date_trunc('hour', mention.published_at, 'UTC')
    FROM changed JOIN mentions_mention AS mention ON mention.id = changed.mention_id WHERE mention.is_kept;
    RETURN NULL;
END $$;
"""
JUDGED = ("mentions_assessment", "mentions_correction", "mentions_watchhit")
TRIGGERS = [
    ("mentions_mention", "INSERT", "NEW TABLE AS changed", "desk_note_kept"),
    ("mentions_mention", "DELETE", "OLD TABLE AS changed", "desk_note_kept"),
    ("mentions_mention", "UPDATE", "OLD TABLE AS before NEW TABLE AS after", "desk_note_moved"),
    *((table, "INSERT", "NEW TABLE AS changed", "desk_note_judged") for table in JUDGED),
    *((table, "UPDATE", "NEW TABLE AS changed", "desk_note_judged") for table in JUDGED),
    *((table, "DELETE", "OLD TABLE AS changed", "desk_note_judged") for table in JUDGED),
]
WATCH = "\n".join(
    f"CREATE TRIGGER desk_note_{event.lower()} AFTER {event} ON {table} REFERENCING {rows}"
    f" FOR EACH STATEMENT EXECUTE FUNCTION {function}();"
    for table, event, rows, function in TRIGGERS
)
UNWATCH = "\n".join(f"DROP TRIGGER desk_note_{event.lower()} ON {table};" for table, event, *_rest in TRIGGERS)
UNMAKE = "DROP FUNCTION desk_note_kept(); DROP FUNCTION desk_note_moved(); DROP FUNCTION desk_note_judged();"
# What an office has already is counted from its first minutes on.
BEGIN = """
INSERT INTO desk_changedhour (at)
SELECT DISTINCT date_trunc('hour', published_at, 'UTC') FROM mentions_mention
WHERE is_kept AND published_at > now() - interval '100 days'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_what_is_new'),
        ('desk', '0003_plan_without_hour'),
        ('mentions', '0005_judgements'),
        ('reference', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChangedHour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True)),
            ],
            options={
                'verbose_name': 'changed hour',
            },
        ),
        migrations.CreateModel(
            name='DailyCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('region', models.CharField(blank=True, max_length=13)),
                ('counts', models.JSONField(default=dict)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.unit')),
                ('watcher', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.unit')),
            ],
            options={
                'verbose_name': 'count of a day',
                'constraints': [models.UniqueConstraint(fields=('day', 'owner', 'watcher', 'region'), name='daily_count_once', nulls_distinct=False)],
            },
        ),
        migrations.RunSQL(FUNCTIONS, UNMAKE),
        migrations.RunSQL(WATCH, UNWATCH),
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
    ]
