"""The demo's simulated ratings: one closed round, one open, marked, and never twice."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from cast import make_unit, make_user
from ratings import CODES, watched
from tanggap.accounts.models import Unit, UnitKind
from tanggap.accounts.roles import Role
from tanggap.core.measure.agreement import RELIABLE
from tanggap.lab.demo import rating
from tanggap.mentions.models import Assessment, MeasuredAgreement, Rating, RatingAssignment, RatingRound
from tanggap.mentions.rating.figures import MACHINE, PEOPLE, kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None) -> Unit:
    unit = make_unit(rating.UNIT, parent=make_unit("prov", kind=UnitKind.PROVINCE))
    for username, role in (("sari", Role.ANALYST), ("piket", Role.DUTY_OFFICER), ("ratna", Role.APPROVER)):
        make_user(username, (unit, role))
    return unit


def test_nothing_is_rated_before_there_are_people_and_mentions_to_draw_from(office: Unit) -> None:
    watched(office, 20)
    Unit.objects.filter(pk=office.pk).update(code="lain")
    assert rating.rate_demo() == []
    Unit.objects.filter(pk=office.pk).update(code=rating.UNIT)

    assert rating.rate_demo() == []


def test_both_rounds_are_made_once_marked_and_one_is_left_for_whoever_tries(office: Unit) -> None:
    watched(office, 4 * rating.N_CLOSED)

    assert rating.rate_demo() == [rating.CLOSED, rating.OPEN]
    assert rating.rate_demo() == []

    closed, opened = RatingRound.objects.get(name=rating.CLOSED), RatingRound.objects.get(name=rating.OPEN)
    assert closed.is_closed and opened.is_open
    assert all("DATA SIMULASI" in each.name for each in (closed, opened))
    assert Rating.objects.filter(assignment__sampled__round=closed).count() == 3 * rating.N_CLOSED
    waiting = RatingAssignment.objects.filter(sampled__round=opened, rater__username="sari")
    assert waiting.filter(rating__isnull=True).count() == rating.N_OPEN


def test_simulated_people_agree_more_than_chance_and_less_than_fully(office: Unit) -> None:
    watched(office, 4 * rating.N_CLOSED)
    rating.rate_demo()

    measured = MeasuredAgreement.objects.get(round__name=rating.CLOSED)

    for code in CODES:
        for kind in (PEOPLE, MACHINE):
            alpha = kept(measured, code, kind).alpha
            assert alpha is not None and RELIABLE < alpha < 1


def test_a_mention_that_the_machine_did_not_score_is_rated_all_the_same(office: Unit) -> None:
    [mention] = watched(office, 1)
    Assessment.objects.update(rubric={})
    mention.refresh_from_db()

    assert set(rating.simulated(mention, "sari")) == set(CODES)


@pytest.mark.parametrize("is_demo", [True, False])
def test_the_clock_asks_for_it_in_the_demo_alone(*, is_demo: bool) -> None:
    """In a process of its own: what the clock does is decided when the code is loaded."""
    code = (
        "import django; django.setup(); import tanggap.lab.tasks;"
        "from procrastinate.contrib.django import app; print('lab.rate_demo' in app.tasks)"
    )
    environment = {**os.environ, "TANGGAP_DEMO": "1" if is_demo else ""}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.strip() == str(is_demo)
