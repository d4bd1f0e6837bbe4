"""The grouping process is killed in the middle of its work, and nothing is lost or doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Sum

from cast import NOW, make_mention
from tanggap.mentions.models import Mention, Step
from tanggap.pipeline.steps.grouping import group_due
from tanggap.pipeline.steps.grouping_engine import GroupingEngine
from tanggap.stories.models import Story, StoryMembership

N_MENTIONS = 400
N_KILLS = 5
_PROGRAM = """
import django
django.setup()
from tanggap.pipeline.steps.grouping import group_due
from tanggap.pipeline.steps.grouping_engine import GroupingEngine
group_due(GroupingEngine(batch_size=5))
"""


def start() -> subprocess.Popen[bytes]:
    database = connection.settings_dict
    address = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    environment = {
        **os.environ,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "tanggap.config.settings",
        "TANGGAP_SECRET_KEY": settings.SECRET_KEY,
    }
    return subprocess.Popen([sys.executable, "-c", _PROGRAM], env=environment)


def wait_for_more_than(n_placed: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90
    while StoryMembership.objects.count() <= n_placed and process.poll() is None:
        assert time.monotonic() < deadline, "the grouping process places nothing"
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_a_grouping_process_that_is_killed_five_times_loses_and_doubles_nothing() -> None:
    for number in range(N_MENTIONS):
        make_mention(
            title=f"Perkara {number // 4} di kampung {number // 4}",
            text=f"Warga kampung {number // 4} membahas perkara {number // 4} dengan lurah.",
            published_at=NOW + timedelta(minutes=number),
            next_step=Step.GROUP,
            step_due_at=NOW - timedelta(days=1),
        )

    for _kill in range(N_KILLS):
        process = start()
        wait_for_more_than(StoryMembership.objects.count(), process)
        process.send_signal(signal.SIGKILL)
        process.wait()
    group_due(GroupingEngine())

    assert not Mention.objects.exclude(next_step=Step.DONE).exists()
    assert StoryMembership.objects.count() == N_MENTIONS
    assert Story.objects.aggregate(n=Sum("n_mentions"))["n"] == N_MENTIONS
