"""Every view says who may open it."""

from __future__ import annotations

import pytest

from routes import Route, own_routes, routes
from tanggap.accounts.access import FOREIGN_VIEWS, Rule
from tanggap.accounts.roles import Permission


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.name or route.pattern)
def test_every_view_has_an_access_rule_or_a_reason(route: Route) -> None:
    rule = getattr(route.view, "access_rule", None)

    assert isinstance(rule, Rule | Permission) or route.name in FOREIGN_VIEWS, (
        f"The view {route.name!r} ({route.pattern}) carries no access rule: put @access(...) on it, or, when another"
        " package wrote it, a line with the reason into FOREIGN_VIEWS in accounts/access.py."
    )


def test_a_view_of_ours_never_hides_among_the_foreign_ones() -> None:
    assert not {route.name for route in own_routes()} & set(FOREIGN_VIEWS)


def test_every_reason_belongs_to_a_view_that_is_there() -> None:
    assert set(FOREIGN_VIEWS) == {route.name for route in routes()} - {route.name for route in own_routes()}


def test_every_view_has_a_name() -> None:
    assert [route.pattern for route in routes() if not route.name] == []


def test_what_is_open_to_everybody_is_little() -> None:
    public = {route.name for route in own_routes() if route.view.access_rule is Rule.PUBLIC}  # type: ignore[attr-defined]

    assert public <= {"set_language", "health"}
