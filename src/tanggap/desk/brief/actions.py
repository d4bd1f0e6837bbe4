"""Making reports, sending them, and agreeing on how a unit wants its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from tanggap.accounts.access import require
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import READING
from tanggap.audit.trail import record
from tanggap.channels.base import Attachment
from tanggap.core.errors import InvalidInput, WrongState
from tanggap.desk.brief.gathering import gather
from tanggap.desk.brief.models import Brief, BriefLogo, BriefPlan, BriefSchedule, Period
from tanggap.desk.brief.printing import is_printable
from tanggap.desk.brief.rendering import mail_html, path_of, render, report_of
from tanggap.desk.brief.spans import last_due, next_due, span_of
from tanggap.desk.permissions import MAIL_BRIEF, MAKE_BRIEF, PLAN_BRIEF
from tanggap.jobs.queue import defer
from tanggap.outbox import files
from tanggap.outbox.actions import Letter, Recipient, deliver
from tanggap.outbox.models import IN_APP
from tanggap.outbox.ways import EMAIL, has_mail

MAX_LOGO_BYTES = 200 * 1024
MAX_ADDRESSES = 50
_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_SCHEDULE_FIELDS = ("is_on", "day", "at")
_PLAN_FIELDS = ("is_watched_only", "address", "addresses", "language")


def plan_of(unit: Unit) -> BriefPlan:
    """How this unit wants its report; the defaults when nobody has said so."""
    return BriefPlan.objects.select_related("unit").filter(pk=unit.pk).first() or BriefPlan(unit=unit)


def make_brief(*, actor: User | None, unit: Unit, period: str, now: datetime) -> Brief:
    """Make the report of a unit as things stand now.

    By whoever works or leads in the unit; `actor` None is the operator's command line. It is kept and cannot be
    undone; another one can be made beside it.
    """
    if period not in Period.values:
        raise InvalidInput("no such period", field="period")
    if actor is not None:
        require(actor, MAKE_BRIEF, unit)
    until = now.replace(second=0, microsecond=0)
    with transaction.atomic():
        return _write(plan_of(unit), period, until, now, actor=actor, is_scheduled=False)


def _write(
    plan: BriefPlan, period: str, until: datetime, now: datetime, *, actor: User | None, is_scheduled: bool
) -> Brief:
    span = span_of(period, until)
    brief = Brief.objects.create(
        unit=plan.unit,
        period=period,
        on=timezone.localdate(until),
        since=span.since,
        until=span.until,
        is_scheduled=is_scheduled,
        made_by=actor,
        data=gather(plan, period=period, span=span, made_at=now),
    )
    data = {"period": period, "until": span.until.isoformat(), "is_scheduled": is_scheduled}
    record("desk.make_brief", actor=actor, kind="brief", key=brief.pk, unit_id=plan.unit_id, data=data)
    return brief


def make_planned_brief(*, unit_id: int, period: str, now: datetime) -> Brief | None:
    """Make the report of this length that is due for a unit and plan the next one; None when none is due any more.

    By the machine. Of several that were missed only the newest is made up for. The row of the schedule is locked,
    so that two workers make one report; it is written together with the job that sends it.
    """
    with transaction.atomic():
        rows = BriefSchedule.objects.select_for_update(of=("self",)).select_related("plan__unit").due(now)
        schedule = rows.filter(plan_id=unit_id, period=period).first()
        if schedule is None or schedule.next_at is None:
            return None
        named: dict[str, Any] = {"period": period, "day": schedule.day}
        due = last_due(now, schedule.at, first=schedule.next_at, **named)
        schedule.next_at = next_due(now, schedule.at, **named)
        schedule.save(update_fields=["next_at"])
        on = timezone.localdate(due)
        if Brief.objects.filter(unit=unit_id, period=period, on=on, is_scheduled=True).exists():
            return None
        # Made up for on the same day, it tells how things stand now; later it tells of its own day.
        until = now.replace(second=0, microsecond=0) if timezone.localdate(now) == on else due
        brief = _write(schedule.plan, period, until, now, actor=None, is_scheduled=True)
        defer("desk.send_brief", brief_id=brief.pk)
        return brief


def send_planned_brief(*, brief: Brief, now: datetime) -> int:
    """Tell the people of the plan that their report is there, in the app and by mail; how many letters were queued.

    By the machine; may be run twice. Whoever may not read the report any more gets nothing.
    """
    plan = plan_of(brief.unit)
    if plan.pk is None or not BriefPlan.objects.filter(pk=plan.pk).exists():
        return 0
    people = [person for person in plan.people.filter(is_active=True) if may_read(person, brief.unit)]
    with transaction.atomic():
        n = _tell(brief, people, now)
        return n + (_mail(brief, people, plan.addresses, plan.language, now) if has_mail() else 0)


def may_read(person: User, unit: Unit) -> bool:
    return unit.pk in person.unit_ids_as(READING)


def mail_brief(*, actor: User, brief: Brief, people: Iterable[User], addresses: Iterable[str], now: datetime) -> int:
    """Send a report by mail with its PDF; how many letters were queued. By whoever works or leads in the unit.

    Only people who may read it get it; further addresses are on the word of the sender and stand in the outbox.
    What was sent cannot be called back.
    """
    require(actor, MAIL_BRIEF, brief.unit)
    if not has_mail():
        raise WrongState("no mail server is set")
    chosen, extra = [person for person in people if may_read(person, brief.unit)], list(addresses)
    if len(extra) > MAX_ADDRESSES:
        raise InvalidInput("too many addresses", field="addresses")
    with transaction.atomic():
        n = _mail(brief, chosen, extra, actor.language, now)
        data = {"people": len(chosen), "addresses": len(extra), "queued": n}
        record("desk.mail_brief", actor=actor, kind="brief", key=brief.pk, unit_id=brief.unit_id, data=data)
        return n


def _tell(brief: Brief, people: Iterable[User], now: datetime) -> int:
    n = 0
    for person in people:
        report = report_of(brief, person.language)
        letter = Letter(f"{report.title}: {report.unit}", report.lead, link=path_of(brief))
        to = Recipient(IN_APP, str(person.pk), person)
        n += len(deliver(key=f"brief:{brief.pk}", unit=brief.unit, letter=letter, to=[to], now=now))
    return n


def _mail(brief: Brief, people: Iterable[User], addresses: Iterable[str], language: str, now: datetime) -> int:
    """Each person in their own language, each address in `language`; one PDF for each language."""
    by_language: dict[str, list[Recipient]] = {}
    known: set[str] = set()
    mailed = [(person.email, person, person.language) for person in people if person.email]
    for address, person, spoken in [*mailed, *((address, None, language) for address in addresses)]:
        if address.lower() not in known:
            known.add(address.lower())
            by_language.setdefault(spoken, []).append(Recipient(EMAIL, address, person))
    n = 0
    for spoken, recipients in by_language.items():
        letter = _letter(brief, spoken)
        n += len(deliver(key=f"brief:{brief.pk}", unit=brief.unit, letter=letter, to=recipients, now=now))
    return n


def _letter(brief: Brief, language: str) -> Letter:
    report = report_of(brief, language)
    pdf = render(brief, "pdf", language)
    mark = f"[{report.mark}] " if report.mark else ""
    return Letter(
        subject=f"{mark}{report.title} – {report.unit} – {report.span}",
        text=render(brief, "text", language).content.decode(),
        html=mail_html(brief, language),
        link=path_of(brief),
        attachments=[files.keep(Attachment(pdf.name, pdf.media_type, pdf.content))],
    )


def set_plan(
    *, actor: User | None, unit: Unit, values: dict[str, Any], people: Iterable[User], version: int, now: datetime
) -> BriefPlan:
    """Agree on hours, letterhead and recipients of a unit's reports. By an administrator of the unit.

    `values` holds any of the plan's fields, under ``logo`` a `BriefLogo` or None, and under ``schedules`` by period
    any of the schedule's fields. Undone by saving what was.
    """
    if actor is not None:
        require(actor, PLAN_BRIEF, unit)
    with transaction.atomic():
        BriefPlan.objects.get_or_create(unit=unit)
        plan = BriefPlan.objects.select_for_update().get(pk=unit.pk)
        if plan.version != version:
            raise WrongState("somebody else has changed the plan meanwhile")
        for name in _PLAN_FIELDS:
            setattr(plan, name, values.get(name, getattr(plan, name)))
        if "logo" in values:
            plan.logo = values["logo"]
        plan.version += 1
        plan.save()
        schedules = [_schedule(plan, period, given, now) for period, given in values.get("schedules", {}).items()]
        plan.people.set(person for person in people if may_read(person, unit))
        # Addresses of people outside stay out of the trail; the plan has them.
        told = {row.period: [row.is_on, row.day, f"{row.at:%H:%M}"] for row in schedules}
        data = {"schedules": told, "addresses": len(plan.addresses)}
        record("desk.set_plan", actor=actor, kind="brief_plan", key=unit.pk, unit_id=unit.pk, data=data)
        return plan


def _schedule(plan: BriefPlan, period: str, given: dict[str, Any], now: datetime) -> BriefSchedule:
    row, _is_new = BriefSchedule.objects.get_or_create(plan=plan, period=Period(period).value)
    for name in _SCHEDULE_FIELDS:
        setattr(row, name, given.get(name, getattr(row, name)))
    row.next_at = next_due(now, row.at, period=period, day=row.day) if row.is_on else None
    row.save()
    return row


def keep_logo(content: bytes) -> BriefLogo:
    """Keep a picture for letterheads; the same picture is kept once. Called by the form before `set_plan`.

    Raises
    ------
    InvalidInput
        If it is no PNG or JPEG, too large, or cannot be printed.
    """
    media_type = next((kind for start, kind in _PICTURES.items() if content.startswith(start)), "")
    if not media_type or len(content) > MAX_LOGO_BYTES or not is_printable(content, media_type):
        raise InvalidInput("the picture cannot be used", field="logo")
    digest = hashlib.sha256(content).hexdigest()
    values = {"media_type": media_type, "content": content}
    logo, _is_new = BriefLogo.objects.get_or_create(digest=digest, defaults=values)
    return logo
