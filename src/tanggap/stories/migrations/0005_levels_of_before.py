from django.db import migrations


class Migration(migrations.Migration):
    """The levels of stories from before were written here; 0007 writes them anew, from the rubric."""

    dependencies = [
        ('stories', '0004_suggested_level'),
    ]

    operations = []
