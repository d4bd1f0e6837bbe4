"""How far an office is set up: each step, its state in words, and the page of the step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tanggap.accounts.links import waiting_for_link
from tanggap.accounts.models import Membership, Unit, User
from tanggap.accounts.roles import Permission, Role
from tanggap.desk.brief.models import Brief
from tanggap.mentions.models import Mention, Watch
from tanggap.reference.models import Official, Programme, Region
from tanggap.sources.models import Fetch, Source
from tanggap.stories.models import Story
from tanggap.ui.drawings import whole

SET_UP_OFFICE = Permission("desk.set_up_office", frozenset({Role.PLATFORM_ADMIN}))


@dataclass(frozen=True, slots=True)
class SetupStep:
    """One step on the way to a working office."""

    key: str
    title: str
    is_done: bool
    state: str
    url: str
    action: str


def setup_steps() -> list[SetupStep]:
    """Every step in its order, as the rows stand now."""
    steps: list[Callable[[], SetupStep]] = [_units, _people, _watches, _sources, _first_fetch, _first_report]
    return [step() for step in steps]


def is_set_up() -> bool:
    """Whether nothing is missing that the first page needs."""
    return all(step.is_done for step in setup_steps())


def _units() -> SetupStep:
    n_units = Unit.objects.active().count()
    n_open = Unit.objects.active().filter(is_verified=False).count()
    state = _("No units yet.")
    if n_units:
        state = ngettext("%(n)s unit.", "%(n)s units.", n_units) % {"n": whole(n_units)}
        if n_open:
            state += " " + _("%(n)s have names that nobody has checked yet.") % {"n": whole(n_open)}
    is_done = bool(n_units) and Region.objects.exists()
    return SetupStep("units", _("Units and regions"), is_done, state, reverse("unit_list"), _("To the units"))


def _people() -> SetupStep:
    n_people = Membership.objects.filter(user__is_active=True).values("user_id").distinct().count()
    n_waiting = waiting_for_link().count()
    state = ngettext("%(n)s person with a role.", "%(n)s people with a role.", n_people) % {"n": whole(n_people)}
    if n_waiting:
        state += " " + ngettext(
            "%(n)s waits for a link to choose a password.", "%(n)s wait for a link to choose a password.", n_waiting
        ) % {"n": whole(n_waiting)}
    title, action = _("People and roles"), _("Invite colleagues")
    return SetupStep("people", title, n_people > 1, state, reverse("person_list"), action)


def _watches() -> SetupStep:
    n_watches = Watch.objects.active().count()
    state = _("No watches yet: without one nothing is kept.")
    if n_watches:
        n_units = Watch.objects.active().values("unit_id").distinct().count()
        state = _("%(n)s watches of %(units)s units.") % {"n": whole(n_watches), "units": whole(n_units)}
    n_officials, n_programmes = Official.objects.count(), Programme.objects.count()
    state += " " + _("Proposed also from %(officials)s officials and %(programmes)s programmes.") % {
        "officials": whole(n_officials), "programmes": whole(n_programmes),
    }  # fmt: skip
    url = f"{reverse('watch_proposals')}?unit=semua"
    return SetupStep("watches", _("Watches"), bool(n_watches), state, url, _("See the proposals"))


def _sources() -> SetupStep:
    n_on, n_all = Source.objects.enabled().count(), Source.objects.count()
    state = _("No source is switched on yet.")
    if n_on:
        state = _("%(on)s of %(all)s sources are switched on.") % {"on": whole(n_on), "all": whole(n_all)}
    return SetupStep("sources", _("Sources"), bool(n_on), state, reverse("source_starter"), _("Choose sources"))


def _first_fetch() -> SetupStep:
    n_mentions, n_kept, n_stories = Mention.objects.count(), Mention.objects.kept().count(), Story.objects.count()
    state = _("Nothing was fetched yet; a source is visited within minutes of being switched on.")
    if n_mentions:
        state = _("%(n)s texts came in, %(kept)s of them are kept, in %(stories)s stories.") % {
            "n": whole(n_mentions), "kept": whole(n_kept), "stories": whole(n_stories),
        }  # fmt: skip
    elif Fetch.objects.exists():
        state = _("Sources were visited, but nothing came in. Look at their health.")
    is_done = bool(n_stories)
    return SetupStep("fetch", _("First fetch"), is_done, state, reverse("source_list"), _("To the sources"))


def _first_report() -> SetupStep:
    n_briefs = Brief.objects.count()
    state = _("No report was made yet.")
    if n_briefs:
        state = ngettext("%(n)s report was made.", "%(n)s reports were made.", n_briefs) % {"n": whole(n_briefs)}
    url = reverse("desk:brief_list")
    return SetupStep("report", _("First report"), bool(n_briefs), state, url, _("Make a report"))


def first_administrator() -> User | None:
    """Who runs the installation, the longest-serving first."""
    row = Membership.objects.filter(role=Role.PLATFORM_ADMIN, user__is_active=True).select_related("user").first()
    return row.user if row else None
