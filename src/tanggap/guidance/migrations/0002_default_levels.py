"""The levels, clocks and hours an office starts with."""

from datetime import time

from django.db import migrations

from tanggap.guidance.defaults import CLOCKS, HOURS, LEVELS


def load(apps, schema_editor):
    level_class = apps.get_model("guidance", "Level")
    clock_class = apps.get_model("guidance", "LevelClock")
    hours_class = apps.get_model("guidance", "OfficeHours")
    for number, (name, description) in LEVELS.items():
        level = level_class.objects.create(number=number, name=name, description=description)
        for kind, minutes, time_kind in CLOCKS[number]:
            clock_class.objects.create(level=level, kind=kind, minutes=minutes, time_kind=time_kind)
    for day, (opens, closes) in HOURS.items():
        hours_class.objects.create(
            weekday=day, opens_at=time.fromisoformat(opens), closes_at=time.fromisoformat(closes)
        )


class Migration(migrations.Migration):
    dependencies = [("guidance", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
