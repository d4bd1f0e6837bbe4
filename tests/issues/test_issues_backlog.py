"""The backlog and its figures, each of which leads to the rows it counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tanggap.accounts.models import Unit, User
from tanggap.guidance.actions import load_default_levels
from tanggap.guidance.models import Level
from tanggap.issues.actions import open_issue, start_work
from tanggap.issues.backlog import backlog_of
from tanggap.issues.models import Issue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _levels(db: None) -> None:
    load_default_levels()


def opened(actor: User, unit: Unit, *, days: float, **fields: Any) -> Issue:
    return open_issue(
        actor=actor, unit=unit, level=Level.objects.get(pk=2), title=f"Isu {days}", topics=["sosial"],
        region_codes=["63.03"], at=timezone.now() - timedelta(days=days), **fields,
    )  # fmt: skip


def test_every_figure_equals_the_rows_it_leads_to(client: Client, sari: User, diskominfo: Unit, roads: Unit) -> None:
    for days in (0.0, 2, 5, 10, 20, 40):
        opened(sari, diskominfo, days=days)
    start_work(actor=sari, issue=opened(sari, diskominfo, days=0.0, assignee=sari))
    opened(sari, roads, days=2)
    client.force_login(sari)

    for lead in (None, diskominfo):
        found = backlog_of(sari, lead=lead, now=timezone.now())
        lines = [figure for line in found.units for figure in (line.open, line.in_work, line.free, line.late)]
        figures = [*found.ages, found.free, found.late, *found.clocks, *lines]
        counted = [client.get(figure.url).context["page"].paginator.count for figure in figures]

        assert counted == [figure.n for figure in figures]
        assert sum(figure.n for figure in found.ages) == found.n_open == (7 if lead else 8)
    assert {figure.n for figure in found.ages} == {1, 2}


def test_the_page_draws_the_ages_and_the_table_behind_them(client: Client, sari: User, diskominfo: Unit) -> None:
    opened(sari, diskominfo, days=2)
    client.force_login(sari)

    page = client.get(reverse("backlog"), {"lead": diskominfo.pk}).content.decode()

    assert "1–3 hari: 1" in page
    assert "<table" in page
    assert "WITA" in page


def test_an_empty_backlog_says_so(client: Client, sari: User) -> None:
    client.force_login(sari)

    assert "Tidak ada isu terbuka" in client.get(reverse("backlog")).content.decode()


def test_nobody_counts_what_they_may_not_see(asing: User, sari: User, diskominfo: Unit) -> None:
    opened(sari, diskominfo, days=2)

    assert backlog_of(asing, lead=None, now=timezone.now()).n_open == 0
