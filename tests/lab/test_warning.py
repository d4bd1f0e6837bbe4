"""How early a rule warns, on months of the test's own and of the simulator."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from tanggap.cli import build
from tanggap.lab.simulator import Size, Text, simulate, warning
from tanggap.lab.simulator.warning import Alarm, _figures, _Month, _Told

START = datetime(2026, 2, 1, tzinfo=UTC)


def text(story: str, hours: float, title: str, outlet: int = 0) -> Text:
    return Text(story, "report", outlet, title, (), START + timedelta(hours=hours))


def month(*texts: Text) -> _Month:
    return _Month(sorted(texts, key=lambda one: one.published_at))


def fire(n: int, *, every_h: float = 0.2, start: float = 100.0) -> list[Text]:
    return [text("fire", start + every_h * i, "Pasar Kandangan terbakar dini hari", i % 9) for i in range(n)]


CALM = [text(f"calm {i}", 10.0 * i, f"Kabar {i} rapat{i} desa{i}") for i in range(20)]


def test_an_alarm_comes_with_the_first_hour_in_which_the_rule_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warning, "LARGE", 30)
    found = month(*CALM, *fire(40))

    alarms = found.alarms(warning.RULES["strong signal"])
    told = _figures([found], [alarms])

    assert alarms == [Alarm(hour=START.timestamp() / 3600 + 101, story="fire")]
    assert (told["hours_to_alarm"], told["caught"], told["caught_in_time"]) == ([1.0, 1.0, 1.0], 1, 1.0)
    assert told["alarms_for_nothing_a_day"] == 0


def test_a_story_that_never_became_large_is_an_alarm_for_nothing() -> None:
    found = month(*CALM, *fire(40))
    told = _figures([found], [found.alarms(warning.RULES["strong signal"])])

    assert found.large == {}
    assert (told["caught_in_time"], told["hours_to_alarm"]) == (None, [])
    assert told["alarms_for_nothing_a_day"] == told["alarms_a_day"] > 0


def test_a_quiet_month_warns_of_nothing() -> None:
    for rule in warning.RULES.values():
        assert month(*CALM).alarms(rule) == []


def test_a_merged_story_is_not_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = _Told(), _Told()
    one.take(5.0, text("fire", 5, "a", 1))
    other.take(3.0, text("fire", 3, "b", -1))
    other.take(4.0, text("flood", 4, "c", 2))

    one.absorb(other)

    assert one.hours == [3.0, 4.0, 5.0]
    assert one.truths.most_common(1) == [("fire", 2)]
    assert one.outlets == {1, 2}


def test_the_command_tells_each_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    small = Size(n_articles=900, n_posts=200, n_elsewhere=0, n_history=10)
    whole = simulate
    monkeypatch.setattr(warning, "simulate", lambda **asked: whole(**{**asked, "size": small}))
    monkeypatch.setattr(warning, "DEVELOPMENT_SEEDS", (1,))
    monkeypatch.setattr(warning, "LARGE", 25)

    shown = json.loads(CliRunner().invoke(build(), ["evaluate", "warning", "--json"]).stdout)

    assert shown["large_stories"] > 5
    for rule in warning.RULES:
        assert 0 < shown[rule]["caught"] <= shown["large_stories"]
        assert shown[rule]["alarms_for_nothing_a_day"] <= shown[rule]["alarms_a_day"]
