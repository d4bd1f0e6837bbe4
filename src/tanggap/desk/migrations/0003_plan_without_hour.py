from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0002_schedules'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='briefplan',
            name='brief_plan_due',
        ),
        migrations.RemoveField(
            model_name='briefplan',
            name='at',
        ),
        migrations.RemoveField(
            model_name='briefplan',
            name='is_scheduled',
        ),
        migrations.RemoveField(
            model_name='briefplan',
            name='next_brief_at',
        ),
    ]
