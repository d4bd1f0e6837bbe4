"""The pure pieces of the server: what small files mean, how long to wait, what to say."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tanggap.core.errors import InvalidInput
from tanggap.server.home import Holder, HomeLock, home_folder, load_settings, parse_settings
from tanggap.server.postgres.failure import explain, is_disk_full
from tanggap.server.postgres.files import major_version_refusal, parse_postmaster, parse_version
from tanggap.server.postgres.roles import checked_name, roles_sql
from tanggap.server.supervisor import HEALTHY_AFTER_S, LONGEST_DELAY_S, Patience, ending, restart_delay_s
from tanggap.server.watcher import left_over


def test_a_postmaster_file_tells_process_folder_and_state() -> None:
    found = parse_postmaster("123\n/data\n1790000000\n5432\n/tmp/s\n\n  5432001  7\nstarting\n")

    assert found is not None
    assert (found.pid, found.socket_folder, found.is_ready) == (123, "/tmp/s", False)


@pytest.mark.parametrize("text", ["", "\n", "not a number\n/data\n"])
def test_a_postmaster_file_without_a_process_number_says_nothing(text: str) -> None:
    assert parse_postmaster(text) is None


def test_a_postmaster_file_cut_short_names_the_process_only() -> None:
    found = parse_postmaster("-77\n/data")

    assert found is not None
    assert (found.pid, found.socket_folder, found.status) == (77, "", "")


@pytest.mark.parametrize(("text", "version"), [("18\n", 18), ("9.6\n", 9), ("", None), ("junk", None)])
def test_a_version_file_is_read(text: str, version: int | None) -> None:
    assert parse_version(text) == version


def test_only_our_own_major_version_is_accepted() -> None:
    data = Path("/srv/pg")

    assert major_version_refusal(18, 18, data) == ""
    assert "made by PostgreSQL 19" in major_version_refusal(19, 18, data)
    assert "holds no PostgreSQL database" in major_version_refusal(None, 18, data)


def test_restarts_come_at_once_then_ever_more_slowly_up_to_a_limit() -> None:
    delays = [restart_delay_s(n) for n in range(1, 40)]

    assert delays[0] == 0
    assert delays == sorted(delays)
    assert delays[-1] == LONGEST_DELAY_S


def test_a_long_life_wipes_the_slate() -> None:
    patience = Patience()
    for _ in range(5):
        patience.died(now=100, lived_s=1)
    assert patience.start_at > 100

    assert patience.died(now=200, lived_s=HEALTHY_AFTER_S) == 0
    assert patience.start_at == 200


def test_a_settings_file_is_read_with_quotes_and_comments() -> None:
    text = "# ours\n\nA=1\nexport B = 'two words'\nC=\"x=y\"\nD=\n"

    assert parse_settings(text) == {"A": "1", "B": "two words", "C": "x=y", "D": ""}


@pytest.mark.parametrize("line", ["just words", "=value", "1A=2"])
def test_a_wrong_line_in_the_settings_file_is_named(line: str) -> None:
    with pytest.raises(InvalidInput, match=r"Line 2 of settings\.env"):
        parse_settings(f"A=1\n{line}\n")


def test_what_the_environment_says_wins_over_the_settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "settings.env").write_text("TANGGAP_ONE=file\nTANGGAP_TWO=file\n")
    monkeypatch.setenv("TANGGAP_ONE", "environment")
    monkeypatch.setenv("TANGGAP_TWO", "to be undone")
    monkeypatch.delenv("TANGGAP_TWO")

    load_settings(tmp_path)

    assert (os.environ["TANGGAP_ONE"], os.environ["TANGGAP_TWO"]) == ("environment", "file")


def test_the_home_folder_is_the_one_of_the_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TANGGAP_HOME", raising=False)
    monkeypatch.setenv("TANGGAP_PROJECT", str(tmp_path))
    assert home_folder() == tmp_path / "var"

    monkeypatch.setenv("TANGGAP_HOME", str(tmp_path / "rumah"))
    assert home_folder() == tmp_path / "rumah"


def test_a_holder_survives_its_file_and_damage_is_no_holder() -> None:
    holder = Holder(7, "run", datetime(2026, 1, 2, tzinfo=UTC))

    assert Holder.from_json(holder.as_json()) == holder
    assert Holder.from_json("") is None
    assert Holder.from_json('{"pid": 1}') is None
    assert Holder.from_json("[]") is None


def test_a_refusal_needs_no_readable_holder(tmp_path: Path) -> None:
    lock = HomeLock(tmp_path, "run")

    assert lock.refusal().startswith("Another Tanggap already uses")


def test_a_failure_names_the_line_that_matters_and_what_to_do() -> None:
    output = "LOG:  starting\nFATAL:  could not write lock file: No space left on device\nLOG:  shut down\n"

    assert is_disk_full(output)
    sentence = explain(output, Path("/srv/pg"))
    assert "could not write lock file: No space left on device" in sentence
    assert sentence.endswith("The disk is full: free some space, then start again.")


def test_a_failure_without_words_still_points_to_the_log() -> None:
    assert not is_disk_full("")
    assert "log" in explain("", Path("/srv/pg"))
    assert "FATAL:  odd" in explain("LOG: a\nFATAL:  odd\nLOG: b", Path("/srv/pg"))


@pytest.mark.parametrize("name", ["", "Tanggap", "a-b", "a b", "x" * 64, "1a", 'a"b', "a\n"])
def test_a_database_name_that_would_need_quoting_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        checked_name(name)


def test_a_password_that_would_need_quoting_is_refused() -> None:
    with pytest.raises(InvalidInput):
        roles_sql({"tanggap_owner": "it's", "tanggap_app": "fine"})


def test_the_watcher_signals_what_was_not_forgotten() -> None:
    assert left_over(["watch 1 15\n", "watch 2 2\n", "forget 1 0\n"]) == {2: 2}
    assert left_over(["watch 1 15\n", "close 0 0\n"]) == {}


def test_an_ending_is_said_in_words() -> None:
    assert ending(-15) == "killed by SIGTERM"
    assert ending(2) == "exit status 2"
