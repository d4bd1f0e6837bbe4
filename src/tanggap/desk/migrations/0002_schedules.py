import datetime

import django.db.models.deletion
from django.db import migrations, models


def carry_over(apps, schema_editor):
    """The hour of the daily report becomes the first of a unit's schedules."""
    schedules = apps.get_model("desk", "BriefSchedule").objects
    for plan in apps.get_model("desk", "BriefPlan").objects.iterator():
        schedules.create(plan=plan, period="day", is_on=plan.is_scheduled, at=plan.at, next_at=plan.next_brief_at)


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='BriefSchedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(choices=[('day', 'Daily report'), ('week', 'Weekly report'), ('month', 'Monthly report')], max_length=5)),
                ('is_on', models.BooleanField(default=False)),
                ('day', models.PositiveSmallIntegerField(default=1)),
                ('at', models.TimeField(default=datetime.time(7, 0))),
                ('next_at', models.DateTimeField(blank=True, null=True)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='schedules', to='desk.briefplan')),
            ],
            options={
                'verbose_name': 'report schedule',
                'indexes': [models.Index(condition=models.Q(('is_on', True)), fields=['next_at'], name='brief_schedule_due')],
                'constraints': [models.UniqueConstraint(fields=('plan', 'period'), name='brief_schedule_once')],
            },
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
