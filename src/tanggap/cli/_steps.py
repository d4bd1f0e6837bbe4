"""The steps of `tanggap init`. Each commits by itself and leaves alone what is there already."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from tanggap.accounts.links import hand_over_link, note_handed_over, waiting_for_link
from tanggap.accounts.models import Unit
from tanggap.accounts.seeding import load_people, load_units, read_units
from tanggap.cli import _asking as asking
from tanggap.cli._answers import Admin, Answers
from tanggap.cli._first_fetch import visit_first
from tanggap.core.errors import InvalidInput, TanggapError
from tanggap.desk.brief.actions import make_brief
from tanggap.desk.brief.models import Brief, Period
from tanggap.desk.brief.rendering import path_of, report_of
from tanggap.desk.office import first_administrator, setup_steps
from tanggap.enrichers import defaults
from tanggap.guidance.actions import load_default_levels
from tanggap.mentions.actions import adopt_watches
from tanggap.mentions.models import Mention
from tanggap.mentions.proposing import Proposed, proposals_for
from tanggap.pipeline.steps.reading import release_pages
from tanggap.pipeline.steps.through import work_through
from tanggap.reference.actions import load_defaults
from tanggap.reference.names.kinds import REGISTERS
from tanggap.reference.names.lists import load_names
from tanggap.sources.actions import add_listed
from tanggap.sources.health import SENTENCES, verdict_of_failure
from tanggap.sources.models import Source
from tanggap.sources.opml import FeedLine, read_opml
from tanggap.sources.starter import STARTERS
from tanggap.sources.visiting import try_out
from tanggap.stories.models import Story

Say = Callable[[str], None]


def set_up(answers: Answers | None, *, say: Say) -> None:
    """Go through all steps; without answers each open one is asked for."""
    for number, step in enumerate((units, people, watches, sources, first_fetch, first_report), start=1):
        say(f"{number}. {step.__doc__.splitlines()[0].rstrip('.') if step.__doc__ else ''}")
        step(answers, lambda line: say(f"   {line}"))
    say("")
    for state in setup_steps():
        say(f"{'done' if state.is_done else 'open':5} {state.title}: {state.state}")
    say("\nStart it with `tanggap run`; the page “Menyiapkan kantor” shows the same steps.")


def units(answers: Answers | None, say: Say) -> None:
    """Units and regions."""
    load_defaults()
    load_default_levels()
    if answers is None and Unit.objects.exists():
        say(f"there already: {Unit.objects.count()} units")
        return
    wanted = answers.office.units if answers else asking.units_file()
    if wanted == "defaults":
        loaded = load_units(defaults.load_units(), actor=None)
    else:
        text = answers.text_of(wanted) if answers else asking.text_of(wanted)
        loaded = load_units(read_units(text), actor=None, is_overwriting=True)
    say(f"{loaded.n_new} new, {loaded.n_changed} changed, {loaded.n_unchanged} as they were")


def people(answers: Answers | None, say: Say) -> None:
    """People and their links."""
    admin = first_administrator()
    if admin is None:
        wanted = answers.admin if answers else asking.administrator()
        load_people(_csv_of(wanted), actor=None)
        say(f"administrator: {wanted.username}")
    else:
        say(f"administrator, there already: {admin.username}")
    text = answers.text_of(answers.people.file) if answers and answers.people.file else ""
    if answers is None:
        text = asking.people_text()
    if text:
        say(f"{len(load_people(text, actor=None))} people invited")
    for person in waiting_for_link():
        link = hand_over_link(actor=None, person=person)
        if link:
            say(f"{person.username}: hand this over, it works once: {link}")
            note_handed_over(actor=None, person=person)
        else:
            say(f"{person.username}: the link was mailed to {person.email}")


def _csv_of(admin: Admin) -> str:
    root = Unit.objects.filter(parent=None).order_by("path").first()
    unit = admin.unit or (root.code if root else "")
    quoted = ['"' + value.replace('"', '""') + '"' for value in (admin.username, admin.name, admin.email, unit)]
    return f"username,full_name,email,unit,role\n{','.join(quoted)},platform_admin\n"


def watches(answers: Answers | None, say: Say) -> None:
    """Watches proposed per unit."""
    _registers(answers, say)
    chosen = answers.watches.units if answers else "all"
    found = Unit.objects.active()
    if isinstance(chosen, list):
        unknown = set(chosen) - set(found.values_list("code", flat=True))
        if unknown:
            raise InvalidInput(f"watches.units: there is no unit {', '.join(sorted(unknown))}", field="watches")
        found = found.filter(code__in=chosen)
    proposed = (
        [] if chosen == "none" else proposals_for(found, programmes=answers.watches.programmes if answers else {})
    )
    open_ones = [one for one in proposed if not one.is_known]
    wanted = _ticked(open_ones, answers)
    made = adopt_watches(actor=None, wanted=[(one.unit, one.values()) for one in wanted])
    say(f"{len(made)} adopted, {len(open_ones) - len(wanted)} left out, {len(proposed) - len(open_ones)} there already")


def _registers(answers: Answers | None, say: Say) -> None:
    """Officials and programmes, from which watches are proposed beside the names."""
    for kind in REGISTERS:
        name = getattr(answers.registers, f"{kind}s") if answers else ""
        text = answers.text_of(name) if answers and name else "" if answers else asking.register_text(kind)
        if text:
            loaded = load_names(text, kind=kind, actor=None)
            say(f"{kind}s: {loaded.n_new} new, {loaded.n_changed} changed, {loaded.n_unchanged} as they were")
            for row in loaded.bad:
                say(f"{kind}s, line {row.line} left out: {row.reason}")


def _ticked(proposed: list[Proposed], answers: Answers | None) -> list[Proposed]:
    if answers is None:
        return asking.ticked(proposed) if proposed else []
    left_out = set(answers.watches.leave_out)
    return [one for one in proposed if one.proposal.name not in left_out]


def sources(answers: Answers | None, say: Say) -> None:
    """Sources."""
    lines: list[FeedLine] = []
    starter = answers.sources.starter if answers else asking.starter()
    for outlet in STARTERS:
        if starter is True or (isinstance(starter, list) and outlet.name in starter):
            lines.append(FeedLine(outlet.name, outlet.url, region_code=outlet.region_code))
    opml = (answers.text_of(answers.sources.opml) if answers.sources.opml else "") if answers else asking.opml_text()
    if opml:
        lines += read_opml(opml.encode())
    root = Unit.objects.filter(parent=None).order_by("path").first()
    n_new, n_known = add_listed(actor=None, lines=lines, unit=root, is_enabled=True)
    say(f"{n_new} added from lists, {n_known} there already")
    for url in answers.sources.urls if answers else asking.addresses():
        say(_add_by_address(url, root))


def _add_by_address(url: str, unit: Unit | None) -> str:
    """Look for the feed, try it, and add it; one that cannot be read now is added switched off, with the reason."""
    if Source.objects.filter(url=url).exists():
        return f"{url}: there already"
    try:
        result = try_out(url)
    except TanggapError as error:
        matter, _advice = SENTENCES.get(verdict_of_failure(error).detail, ("cannot be read", ""))
        add_listed(actor=None, lines=[FeedLine(url, url)], unit=unit, is_enabled=False)
        return f"{url}: {matter} (added switched off)"
    name = result.title or url
    add_listed(actor=None, lines=[FeedLine(name, url)], unit=unit, is_enabled=True)
    return f"{name}: feed {result.final_url}, {len(result.items)} items tried"


def first_fetch(answers: Answers | None, say: Say) -> None:
    """First fetch."""
    visit_first(say)
    say("reading pages, comparing with the watches, judging, grouping")
    release_pages()
    work_through()
    say(f"{Mention.objects.count()} texts, {Mention.objects.kept().count()} kept, {Story.objects.count()} stories")


def first_report(answers: Answers | None, say: Say) -> None:
    """First report."""
    root = Unit.objects.filter(parent=None).order_by("path").first()
    newest = Brief.objects.order_by("-pk").first()
    if newest is None and root is not None:
        newest = make_brief(actor=None, unit=root, period=Period.DAY, now=timezone.now())
    if newest is not None:
        say(report_of(newest, "id").lead)
        say(f"{settings.BASE_URL.rstrip('/')}{path_of(newest)}")
