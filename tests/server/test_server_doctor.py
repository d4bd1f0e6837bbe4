"""The doctor's findings, one check after the other."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tanggap.server.doctor import Office, Status, checks, examine, mail, models, names
from tanggap.server.doctor.database import examine_database, examine_migrations, examine_worker, judge_workers
from tanggap.server.doctor.machine import examine_clock, examine_disk, examine_python, judge_clock
from tanggap.server.doctor.trail import examine_trail

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ALL = {
    "python",
    "disk",
    "database",
    "migrations",
    "worker",
    "clock",
    "mail",
    "models",
    "trail",
    "llm",
    "encoder",
    "learned",
}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_all_that_was_promised_is_examined() -> None:
    assert set(names()) == ALL


def test_without_a_database_the_rest_is_still_examined(tmp_path: Path) -> None:
    found = dict(examine(Office(tmp_path, database_problem="The disk is full.")))

    assert found["database"].status == Status.FAIL
    assert "The disk is full" in found["database"].sentence
    assert found["python"].status == Status.OK
    assert all("Not examined" in found[name].sentence for name in ("migrations", "worker", "clock", "trail"))


def test_a_check_that_breaks_is_a_finding(office: Office) -> None:
    def broken(_office: Office) -> Any:
        raise RuntimeError("oops")

    finding = checks._examine(checks.Check("broken", needs_database=False, examine=broken), office)

    assert finding.status == Status.FAIL
    assert "RuntimeError" in finding.sentence


def test_an_old_python_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert examine_python(office).status == Status.OK
    monkeypatch.setattr("tanggap.server.doctor.machine.OLDEST_PYTHON", (99, 0))
    assert examine_python(office).status == Status.FAIL


@pytest.mark.parametrize(("free", "status"), [(10**8, "fail"), (3 * 10**9, "warn"), (10**11, "ok")])
def test_little_space_is_a_warning_and_none_a_failure(
    office: Office, monkeypatch: pytest.MonkeyPatch, free: int, status: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=free))

    assert examine_disk(office).status == status


@pytest.mark.django_db
def test_the_database_of_the_tests_is_examined(office: Office) -> None:
    # The tests work as superuser, which an office should not.
    assert examine_database(office).status in (Status.OK, Status.WARN)
    assert examine_migrations(office).status == Status.OK
    assert examine_clock(office).status == Status.OK
    assert examine_trail(office).status == Status.OK
    assert examine_worker(office).status == Status.WARN


@pytest.mark.django_db
def test_an_old_server_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tanggap.server.doctor.database.OLDEST_MAJOR", 99)

    assert "too old" in examine_database(office).sentence


@pytest.mark.django_db
def test_a_time_zone_that_does_not_exist_is_named(office: Office, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Banjarmasinn"

    finding = examine_clock(office)

    assert finding.status == Status.FAIL
    assert "Asia/Banjarmasinn" in finding.sentence
    settings.TIME_ZONE = "Asia/Makassar"


@pytest.mark.parametrize(
    ("drift_s", "newest", "status"),
    [
        (1, None, "ok"),
        (1, NOW - timedelta(days=1), "ok"),
        (20, None, "warn"),
        (-20, None, "warn"),
        (120, None, "fail"),
        (0, NOW + timedelta(hours=1), "fail"),
    ],
)
def test_clocks_that_differ_are_told(drift_s: int, newest: datetime | None, status: str) -> None:
    assert judge_clock(NOW, NOW + timedelta(seconds=drift_s), newest).status == status


@pytest.mark.parametrize(
    ("n_workers", "silence_s", "is_running", "status"),
    [(0, None, False, "warn"), (0, None, True, "fail"), (2, 3, True, "ok"), (1, 600, True, "fail")],
)
def test_workers_are_judged_by_their_last_word(
    n_workers: int, silence_s: int | None, is_running: bool, status: str
) -> None:
    silence = None if silence_s is None else timedelta(seconds=silence_s)

    assert judge_workers(n_workers, silence, is_running=is_running).status == status


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def mail_server(settings: Any) -> Iterator[Controller]:
    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"right", handled=False)

    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    controller = Controller(
        object(),
        hostname="127.0.0.1",
        port=port,
        authenticator=authenticate,
        auth_require_tls=False,
        auth_required=False,
    )
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "tanggap", "right"
    yield controller
    controller.stop()


def test_without_a_mail_server_there_is_a_warning(office: Office, settings: Any) -> None:
    settings.EMAIL_HOST = ""

    assert mail.examine_mail(office).status == Status.WARN


def test_a_mail_server_that_lets_us_in_is_well(office: Office, mail_server: Controller) -> None:
    assert mail.examine_mail(office).status == Status.OK


def test_a_wrong_mail_password_is_told(office: Office, mail_server: Controller, settings: Any) -> None:
    settings.EMAIL_HOST_PASSWORD = "wrong"

    finding = mail.examine_mail(office)

    assert finding.status == Status.FAIL
    assert "TANGGAP_EMAIL_PASSWORD" in finding.to_do


def test_a_mail_server_without_tls_is_told(office: Office, mail_server: Controller, settings: Any) -> None:
    settings.EMAIL_USE_TLS = True

    assert "TANGGAP_EMAIL_TLS" in mail.examine_mail(office).to_do


def test_a_mail_server_that_is_not_there_is_told(office: Office, settings: Any) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", free_port(), False

    finding = mail.examine_mail(office)

    assert finding.status == Status.FAIL
    assert "cannot be reached" in finding.sentence


def test_the_models_of_the_package_are_whole(office: Office) -> None:
    assert models.examine_models(office).status == Status.OK


def make_model(folder: Path) -> Path:
    folder.mkdir()
    for name in ("LICENSE", "MODEL_CARD.md", "NOTICE"):
        (folder / name).write_text("ours")
    (folder / "model.json").write_text(json.dumps({"labels": []}))
    np.savez(folder / "model.npz", weights=np.arange(1000))
    np.save(folder / "more.npy", np.arange(3))
    return folder


def test_a_whole_model_has_no_problems(tmp_path: Path) -> None:
    assert models.problems_of(make_model(tmp_path / "topics")) == []


@pytest.mark.parametrize("name", ["LICENSE", "MODEL_CARD.md"])
def test_a_model_without_its_papers_is_told(tmp_path: Path, name: str) -> None:
    folder = make_model(tmp_path / "topics")
    (folder / name).unlink()

    assert models.problems_of(folder) == [f"topics has no {name}"]


def test_a_model_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "topics")
    content = bytearray((folder / "model.npz").read_bytes())
    content[len(content) // 2] ^= 255
    (folder / "model.npz").write_bytes(content)
    (folder / "model.json").write_text("{")
    (folder / "words.txt").write_bytes(b"\xff\xfe\xff")

    assert models.problems_of(folder) == [
        f"topics/{name} cannot be read" for name in ("model.json", "model.npz", "words.txt")
    ]


def test_a_pickle_in_the_place_of_a_model_is_not_opened(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "topics")
    np.save(folder / "more.npy", np.array([object()], dtype=object), allow_pickle=True)

    assert models.problems_of(folder) == ["topics/more.npy cannot be read"]


def test_no_model_at_all_is_a_failure(tmp_path: Path, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "FOLDER", tmp_path)
    assert models.examine_models(office).status == Status.FAIL

    folder = tmp_path / "hollow"
    folder.mkdir()
    for name in ("LICENSE", "MODEL_CARD.md"):
        (folder / name).write_text("ours")
    assert "hollow is empty" in models.examine_models(office).sentence
