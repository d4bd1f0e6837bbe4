from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from server_stage import eventually, processes_of


@pytest.fixture
def yard() -> Iterator[Path]:
    """A folder that every user may pass through, with nothing running in it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="tanggap-yard-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    try:
        # What a test has killed takes a moment to go.
        eventually(lambda: not processes_of(folder), within_s=20, what=lambda: f"the end of {processes_of(folder)}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def home(yard: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder that does not exist yet; nothing in the environment points elsewhere."""
    for name in ("DATABASE_URL", "TANGGAP_MIGRATION_DATABASE_URL", "TANGGAP_DEMO"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TANGGAP_HOME", str(yard / "home"))
    return yard / "home"


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, yard: Path) -> Path:
    """In place of the folder under /var/lib, which tests leave alone."""
    folder = yard / "elsewhere"
    monkeypatch.setattr("tanggap.server.postgres.layout.ELSEWHERE", folder)
    return folder


@pytest.fixture
def umask_077() -> Iterator[None]:
    before = os.umask(0o077)
    yield
    os.umask(before)
