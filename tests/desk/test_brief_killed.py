"""A worker is killed anywhere between the hour of a report and its mail: one report comes, and one mail."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from cast import make_user
from local_mail import MailBox, running_mail
from mortal import SIGKILL, MortalWorker
from tanggap.accounts.models import Unit
from tanggap.accounts.roles import Role
from tanggap.desk import tasks
from tanggap.desk.brief.actions import plan_of, set_plan
from tanggap.desk.brief.models import Brief, BriefSchedule
from tanggap.outbox.models import Delivery

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chaos, pytest.mark.xdist_group("chaos")]
ROUNDS = int(os.environ.get("TANGGAP_CHAOS_ROUNDS", "2"))
MAILED = ["gubernur@kantor.example", "kepala@dinas.example"]
LOOKS = ("desk.look_for_briefs", "outbox.look")


@pytest.fixture
def mail() -> Iterator[MailBox]:
    with running_mail() as box:
        yield box


@pytest.fixture
def worker(mail: MailBox, tmp_path: Path) -> Iterator[MortalWorker]:
    server = {"TANGGAP_EMAIL_HOST": mail.host, "TANGGAP_EMAIL_PORT": str(mail.port), "TANGGAP_EMAIL_TLS": "0"}
    mortal = MortalWorker(TANGGAP_HOME=str(tmp_path), **server)
    yield mortal
    mortal.end()


def come_to_the_hour(unit: Unit, period: str, mail: MailBox) -> None:
    """The report of this length is due now, for the first time."""
    Delivery.objects.all().delete()
    Brief.objects.all().delete()
    mail.messages.clear()
    now = timezone.now()
    given = {"schedules": {period: {"is_on": True}}, "addresses": ["gubernur@kantor.example"]}
    person = unit.memberships.get().user
    set_plan(actor=None, unit=unit, values=given, people=[person], version=plan_of(unit).version, now=now)
    BriefSchedule.objects.filter(plan_id=unit.pk, period=period).update(next_at=now - timedelta(minutes=1))
    tasks.look_for_briefs()


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("task", "period"), [("desk.make_brief", "week"), ("desk.make_brief", "month"), ("desk.send_brief", "week")]
)
def test_a_report_killed_on_its_way_comes_once(
    roads: Unit, worker: MortalWorker, mail: MailBox, task: str, period: str
) -> None:
    make_user("kepala", (roads, Role.UNIT_ADMIN), email="kepala@dinas.example")
    come_to_the_hour(roads, period, mail)
    n_statements = worker(work=task)["n_statements"]
    assert n_statements > 2
    assert len(mail.messages) == 2

    for number in range(ROUNDS):
        kill_at = random.Random(f"{task} {period} {number}").randint(1, n_statements)
        come_to_the_hour(roads, period, mail)
        assert worker(work=task, kill_at=kill_at)["status"] == SIGKILL
        worker.recover(*LOOKS, work=task)

        told = f"killed before statement {kill_at} of {n_statements}"
        assert [brief.period for brief in Brief.objects.all()] == [period], told
        assert sorted(str(one["To"]) for one in mail.messages) == MAILED, told
        assert Delivery.objects.filter(channel="app").count() == 1, told
        worker.recover(*LOOKS, work=task)
        assert (Brief.objects.count(), len(mail.messages)) == (1, 2), told
