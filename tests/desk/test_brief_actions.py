"""Reports are made, planned and sent once, and only for whoever may read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from cast import NOW, make_mention, make_user
from local_mail import MailBox, running_mail
from pictures import png
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role
from tanggap.audit.models import AuditEntry
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState
from tanggap.desk import tasks
from tanggap.desk.brief import actions
from tanggap.desk.brief.actions import make_brief, make_planned_brief, plan_of, send_planned_brief, set_plan
from tanggap.desk.brief.models import Brief, BriefLogo, BriefPlan, BriefSchedule
from tanggap.desk.brief.spans import at_local, last_due, next_due, span_of
from tanggap.outbox.actions import send_due
from tanggap.outbox.models import Delivery
from tanggap.reference.models import DayOff

pytestmark = pytest.mark.django_db
SEVEN = time(7)
# Seven in the morning in Banjarmasin on Wednesday, 4 March 2026.
SLOT = datetime(2026, 3, 3, 23, 0, tzinfo=UTC)
PNG = png()


@pytest.fixture
def admin(roads: Unit) -> User:
    return make_user("kepala", (roads, Role.UNIT_ADMIN), email="kepala@dinas.example")


@pytest.fixture
def mail(settings: LazySettings, tmp_path: Path) -> Iterator[MailBox]:
    settings.MEDIA_ROOT = tmp_path
    with running_mail() as box:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = box.host, box.port, False
        yield box


def plan(unit: Unit, actor: User | None, *, people: list[User] | None = None, **values: Any) -> BriefPlan:
    now = values.pop("now", NOW)
    return set_plan(
        actor=actor, unit=unit, values={"schedules": {"day": {"is_on": True, "at": SEVEN}}, **values},
        people=people or [], version=plan_of(unit).version, now=now,
    )  # fmt: skip


def next_at(unit: Unit, period: str = "day") -> datetime | None:
    return BriefSchedule.objects.get(plan_id=unit.pk, period=period).next_at


def test_whoever_works_in_the_unit_makes_a_report(roads: Unit, joko: User, asing: User, tamu: User) -> None:
    brief = make_brief(actor=joko, unit=roads, period="day", now=NOW)

    assert (brief.made_by, brief.on, brief.until) == (joko, date(2026, 3, 4), NOW)
    assert AuditEntry.objects.filter(verb="desk.make_brief", object_id=str(brief.pk)).exists()
    for person in (asing, tamu):
        with pytest.raises(NotAllowed):
            make_brief(actor=person, unit=roads, period="day", now=NOW)


def test_an_unknown_period_is_refused(roads: Unit) -> None:
    with pytest.raises(InvalidInput):
        make_brief(actor=None, unit=roads, period="year", now=NOW)


def test_a_report_stays_as_it_was_told(roads: Unit) -> None:
    brief = make_brief(actor=None, unit=roads, period="day", now=NOW)
    told = brief.data
    make_mention(published_at=NOW - timedelta(hours=2))
    brief.refresh_from_db()

    assert brief.data == told
    assert make_brief(actor=None, unit=roads, period="day", now=NOW).data["counts"] != told["counts"]


def test_weeks_and_months_are_whole_local_days() -> None:
    week = span_of("week", NOW)

    assert (week.until, week.length) == (datetime(2026, 3, 3, 16, 0, tzinfo=UTC), timedelta(days=7))
    assert span_of("month", NOW).length == timedelta(days=30)
    assert span_of("day", NOW).since == NOW - timedelta(days=1)


def test_the_next_report_comes_on_the_next_working_day() -> None:
    friday = at_local(date(2026, 3, 6), SEVEN)

    assert next_due(friday - timedelta(minutes=1), SEVEN) == friday
    assert next_due(friday, SEVEN) == at_local(date(2026, 3, 9), SEVEN)
    DayOff.objects.create(on=date(2026, 3, 9), name="Hari jadi", is_working_day=False)
    DayOff.objects.create(on=date(2026, 3, 7), name="Siaga banjir", is_working_day=True)
    assert next_due(friday, SEVEN) == at_local(date(2026, 3, 7), SEVEN)


def test_an_office_that_never_works_gets_it_at_last() -> None:
    for n in range(70):
        DayOff.objects.create(on=date(2026, 3, 1) + timedelta(days=n), name="Tutup", is_working_day=False)

    assert next_due(NOW, SEVEN) > NOW + timedelta(days=60)


def test_a_plan_says_when_the_next_one_is_due(roads: Unit, admin: User) -> None:
    plan(roads, admin, address="Jalan Contoh 1")

    assert next_at(roads) == at_local(date(2026, 3, 5), SEVEN)
    plan(roads, admin, schedules={"day": {"is_on": False}})
    assert next_at(roads) is None
    assert plan_of(roads).address == "Jalan Contoh 1"


def test_only_an_administrator_plans_and_nobody_overwrites_unseen(roads: Unit, admin: User, joko: User) -> None:
    with pytest.raises(NotAllowed):
        plan(roads, joko)
    plan(roads, None)
    with pytest.raises(WrongState):
        set_plan(actor=admin, unit=roads, values={}, people=[], version=0, now=NOW)


def test_a_planned_report_is_made_once(roads: Unit, admin: User) -> None:
    plan(roads, admin, now=SLOT - timedelta(hours=1))

    assert make_planned_brief(unit_id=roads.pk, period="day", now=SLOT - timedelta(seconds=1)) is None
    made = make_planned_brief(unit_id=roads.pk, period="day", now=SLOT + timedelta(seconds=30))
    assert made is not None and made.is_scheduled and made.until == SLOT and made.on == date(2026, 3, 4)
    assert make_planned_brief(unit_id=roads.pk, period="day", now=SLOT + timedelta(minutes=1)) is None
    assert next_at(roads) == at_local(date(2026, 3, 5), SEVEN)


def test_planning_anew_on_the_same_day_makes_no_second_one(roads: Unit, admin: User) -> None:
    plan(roads, admin, now=SLOT - timedelta(hours=1))
    make_planned_brief(unit_id=roads.pk, period="day", now=SLOT)
    plan(roads, admin, schedules={"day": {"at": time(8)}}, now=SLOT)

    assert make_planned_brief(unit_id=roads.pk, period="day", now=SLOT + timedelta(hours=1)) is None
    assert Brief.objects.count() == 1


def test_after_days_of_standstill_one_report_is_made_up_for(roads: Unit, admin: User) -> None:
    plan(roads, admin, now=SLOT - timedelta(hours=1))
    # The machine comes back on Sunday: the newest report that was missed is Friday's.
    sunday = at_local(date(2026, 3, 8), time(10))
    made = make_planned_brief(unit_id=roads.pk, period="day", now=sunday)

    assert made is not None and made.on == date(2026, 3, 6) and made.until == at_local(date(2026, 3, 6), SEVEN)
    assert make_planned_brief(unit_id=roads.pk, period="day", now=sunday) is None
    assert next_at(roads) == at_local(date(2026, 3, 9), SEVEN)
    assert last_due(sunday, SEVEN, first=SLOT) == made.until


def test_made_up_for_on_its_own_day_it_tells_of_now(roads: Unit, admin: User) -> None:
    plan(roads, admin, now=SLOT - timedelta(hours=1))
    made = make_planned_brief(unit_id=roads.pk, period="day", now=SLOT + timedelta(hours=3))

    assert made is not None and made.until == SLOT + timedelta(hours=3)


def test_a_weekly_or_monthly_report_moves_from_a_day_off_to_the_next_working_day() -> None:
    monday, first = at_local(date(2026, 3, 9), SEVEN), at_local(date(2026, 4, 1), SEVEN)

    assert next_due(NOW, SEVEN, period="week", day=1) == monday
    assert next_due(monday, SEVEN, period="week", day=1) == at_local(date(2026, 3, 16), SEVEN)
    assert next_due(NOW, SEVEN, period="month", day=1) == first
    # The eighth is a Sunday.
    assert next_due(NOW, SEVEN, period="month", day=8) == monday
    for day in (date(2026, 3, 9), date(2026, 4, 1)):
        DayOff.objects.create(on=day, name="Hari jadi", is_working_day=False)
    assert next_due(NOW, SEVEN, period="week", day=1) == monday + timedelta(days=1)
    assert next_due(monday + timedelta(hours=3), SEVEN, period="week", day=1) == monday + timedelta(days=1)
    assert next_due(NOW, SEVEN, period="month", day=1) == first + timedelta(days=1)


@pytest.mark.parametrize(("period", "day", "due"), [("week", 4, date(2026, 3, 5)), ("month", 6, date(2026, 3, 6))])
def test_each_length_has_a_schedule_of_its_own_and_is_made_once(
    roads: Unit, admin: User, period: str, day: int, due: date
) -> None:
    plan(roads, admin, schedules={period: {"is_on": True, "day": day, "at": time(8)}})
    moment = at_local(due, time(8))
    assert next_at(roads, period) == moment

    assert make_planned_brief(unit_id=roads.pk, period=period, now=moment - timedelta(minutes=1)) is None
    made = make_planned_brief(unit_id=roads.pk, period=period, now=moment)
    assert made is not None and (made.period, made.on, made.until) == (period, due, at_local(due, time(0)))
    assert make_planned_brief(unit_id=roads.pk, period=period, now=moment) is None
    # While it stood still, only the newest of several is made up for.
    later = moment + timedelta(days=70)
    assert make_planned_brief(unit_id=roads.pk, period=period, now=later) is not None
    assert make_planned_brief(unit_id=roads.pk, period=period, now=later) is None
    assert Brief.objects.count() == 2


def test_the_lengths_do_not_stand_in_each_others_way(roads: Unit, admin: User) -> None:
    at_eight = {"is_on": True, "day": 3, "at": time(7)}
    plan(roads, admin, schedules={"day": at_eight, "week": at_eight}, now=SLOT - timedelta(hours=1))

    for period in ("day", "week", "month"):
        make_planned_brief(unit_id=roads.pk, period=period, now=SLOT)

    assert sorted(Brief.objects.values_list("period", flat=True)) == ["day", "week"]


def test_the_clock_finds_what_is_due_and_the_jobs_do_it(roads: Unit, admin: User, mail: MailBox) -> None:
    plan(roads, admin, people=[admin], now=SLOT - timedelta(days=1))

    assert tasks.look_for_briefs() == 1
    tasks.make_brief(roads.pk, "day")
    brief = Brief.objects.get()
    tasks.send_brief(brief.pk)
    tasks.send_brief(brief.pk)

    assert sorted(Delivery.objects.values_list("channel", flat=True)) == ["app", "email"]
    assert tasks.look_for_briefs() == 0


def test_the_mail_carries_text_page_and_paper(roads: Unit, admin: User, mail: MailBox) -> None:
    plan(roads, admin, people=[admin], addresses=["gubernur@kantor.example", "KEPALA@dinas.example"])
    brief = make_brief(actor=None, unit=roads, period="day", now=NOW)

    # A notice and a mail for the administrator, a mail for the address outside; nobody twice.
    assert send_planned_brief(brief=brief, now=NOW) == 3
    assert send_planned_brief(brief=brief, now=NOW) == 0
    send_due(NOW)
    assert {str(one["To"]) for one in mail.messages} == {"kepala@dinas.example", "gubernur@kantor.example"}
    parts = {part.get_content_type(): part for part in mail.messages[0].walk()}
    assert "*LAPORAN PAGI*" in parts["text/plain"].get_content()
    assert "<h1>Laporan pagi</h1>" in parts["text/html"].get_content()
    assert parts["application/pdf"].get_content().startswith(b"%PDF")
    assert re.fullmatch(r"laporan-day-kalsel-pupr-2026-03-04\.pdf", parts["application/pdf"].get_filename() or "")


def test_everybody_reads_their_own_language(roads: Unit, admin: User, mail: MailBox) -> None:
    guest = make_user("guest", (roads, Role.LEADER), email="guest@dinas.example", language="en")
    brief = make_brief(actor=None, unit=roads, period="day", now=NOW)
    actions.mail_brief(actor=admin, brief=brief, people=[guest, admin], addresses=[], now=NOW)
    send_due(NOW)

    subjects = {str(one["To"]): str(one["Subject"]) for one in mail.messages}
    assert subjects["guest@dinas.example"].startswith("Morning report")
    assert subjects["kepala@dinas.example"].startswith("Laporan pagi")


def test_whoever_may_not_read_it_gets_nothing(roads: Unit, admin: User, asing: User, tamu: User, mail: MailBox) -> None:
    User.objects.filter(pk__in=[asing.pk, tamu.pk]).update(email="lain@contoh.example")
    brief = make_brief(actor=None, unit=roads, period="day", now=NOW)

    assert actions.mail_brief(actor=admin, brief=brief, people=[asing, tamu], addresses=[], now=NOW) == 0
    assert list(plan(roads, admin, people=[asing, admin]).people.all()) == [admin]
    with pytest.raises(NotAllowed):
        actions.mail_brief(actor=asing, brief=brief, people=[], addresses=["lain@contoh.example"], now=NOW)
    with pytest.raises(InvalidInput):
        actions.mail_brief(actor=admin, brief=brief, people=[], addresses=["a@b.example"] * 51, now=NOW)


def test_without_a_mail_server_there_are_notices_only(roads: Unit, admin: User, settings: LazySettings) -> None:
    settings.EMAIL_HOST = ""
    brief = make_brief(actor=None, unit=roads, period="day", now=NOW)
    assert send_planned_brief(brief=brief, now=NOW) == 0
    plan(roads, admin, people=[admin])

    assert send_planned_brief(brief=brief, now=NOW) == 1
    with pytest.raises(WrongState):
        actions.mail_brief(actor=admin, brief=brief, people=[admin], addresses=[], now=NOW)


def test_a_logo_is_kept_once_and_must_be_printable(roads: Unit, admin: User) -> None:
    logo = actions.keep_logo(PNG)

    assert actions.keep_logo(PNG) == logo and BriefLogo.objects.count() == 1
    for picture in (b"GIF89a", PNG[:40], PNG + b"0" * actions.MAX_LOGO_BYTES):
        with pytest.raises(InvalidInput):
            actions.keep_logo(picture)
    assert plan(roads, admin, logo=logo).logo == logo
    assert plan(roads, admin).logo == logo
    assert plan(roads, admin, logo=None).logo is None
