"""``tanggap init``: an empty folder becomes an office with stories, wherever it was stopped in between."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from local_mail import running_mail
from local_site import LocalSite, html, running_site
from server_stage import clean_environment, eventually, processes_of, program
from tanggap.accounts.models import Unit, User
from tanggap.cli.init import app
from tanggap.core.errors import InvalidInput, WrongState
from tanggap.mentions.models import Watch
from tanggap.sources.models import Source

TANGGAP = [sys.executable, "-c", "from tanggap.cli import main; main()"]
ANSWERS = """
[admin]
username = "kepala"
name = "Ibu Kepala"

[people]
file = "orang.csv"

[registers]
officials = "pejabat.csv"
programmes = "program.csv"

[watches]
units = ["prov", "kab-banjar"]
leave_out = ["Kecamatan di Kabupaten Banjar"]
programmes = {{ kab-banjar = ["Banjar Terang"] }}

[sources]
urls = ["{url}"]
"""
PEOPLE = "username,full_name,email,unit,role\nsiti,Siti,siti@contoh.example,prov-diskominfo,monitor\n"
OFFICIALS = "unit,jabatan,nama\nkab-banjar,Bupati,Rahmadi Contoh\ntidak-ada,Camat,Siapa Saja\n"
PROGRAMMES = "unit,nama\nkab-banjar,Banjar Bersih\n"
STEPS = ("1. Units", "2. People", "3. Watches", "4. Sources", "5. First fetch", "reading pages", "6. First report")
LOOK = """
import os
from tanggap.cli._house import open_house
with open_house("look"):
    from tanggap.accounts.models import User
    from tanggap.desk.brief.models import Brief
    from tanggap.mentions.models import Mention, Watch
    from tanggap.sources.models import Source
    from tanggap.reference.models import Official, Programme
    from tanggap.stories.models import Story
    print(User.objects.count(), Watch.objects.count(), Source.objects.count(), Mention.objects.kept().count(),
          Story.objects.count(), Brief.objects.count(), Official.objects.count(), Programme.objects.count())
"""


@pytest.fixture
def site() -> Iterator[LocalSite]:
    """A news site whose home page names its feed."""
    with running_site() as site:
        told_at = datetime.now(UTC) - timedelta(hours=1)
        items = ""
        for number, title in enumerate(("Bupati Banjar tinjau tanggul jebol", "Harga cabai naik di pasar kota lain")):
            link = site.url(f"/berita/{number}")
            text = f"{title}. Warga menunggu perbaikan sejak pekan lalu dan berharap petugas segera datang. " * 4
            site.routes[f"/berita/{number}"] = html(f"<article><h1>{title}</h1><p>{text}</p></article>")
            items += (
                f"<item><title>{title}</title><link>{link}</link><pubDate>{format_datetime(told_at)}</pubDate>"
                f"<description>{text}</description></item>"
            )
        feed = f'<rss version="2.0"><channel><title>Kabar Tanggul</title>{items}</channel></rss>'
        site.routes["/feed"] = (200, {"Content-Type": "application/rss+xml"}, feed.encode())
        site.routes["/"] = html('<head><link rel="alternate" type="application/rss+xml" href="/feed"></head>')
        yield site


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the database's user may pass through, with nothing running in it afterwards."""
    made = Path(tempfile.mkdtemp(prefix="tanggap-init-", dir="/tmp"))
    made.chmod(0o755)
    yield made
    left = processes_of(made)
    shutil.rmtree(made, ignore_errors=True)
    assert left == []


def answers_in(folder: Path, url: str) -> Path:
    for name, text in (("orang", PEOPLE), ("pejabat", OFFICIALS), ("program", PROGRAMMES)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    file = folder / "jawaban.toml"
    file.write_text(ANSWERS.format(url=url), encoding="utf-8")
    return file


def test_an_empty_folder_becomes_an_office_although_it_was_killed_in_every_step(site: LocalSite, folder: Path) -> None:
    answers = answers_in(folder, site.url())
    with running_mail() as mail:
        env = clean_environment(
            TANGGAP_HOME=str(folder / "home"),
            TANGGAP_PRIVATE_HOSTS=site.hostport,
            TANGGAP_FETCH_DELAY_MS="0",
            TANGGAP_EMAIL_HOST=mail.host,
            TANGGAP_EMAIL_PORT=str(mail.port),
            TANGGAP_EMAIL_TLS="0",
        )
        command = [*TANGGAP, "init", "--answers", str(answers)]
        said = ""
        for step in STEPS:
            with program(command, env) as killed:
                killed.wait_for(step, within_s=180)
                killed.signal(signal.SIGKILL)
                killed.wait()
                said += killed.output
            eventually(lambda: not processes_of(folder), what="the end of the database")
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=180, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        again = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)

    assert "administrator, there already: kepala" in done.stdout
    assert "officials, line 3 left out: Tidak ada instansi dengan kode ini." in done.stdout
    assert "Kabar Tanggul: feed" in said
    assert "1 of 1  Kabar Tanggul: 2 new" in said
    assert "2 texts, 1 kept, 1 stories" in done.stdout
    assert "open" not in [line.split()[0] for line in done.stdout.splitlines() if line.strip()]
    assert len(mail.messages) == 1, "one invitation, however often it was run"
    assert mail.messages[0]["To"] == "siti@contoh.example"
    assert "siti: the link was mailed" in said
    assert "0 adopted" in again.stdout
    assert "http://127.0.0.1:8000/laporan/1/" in again.stdout
    look = subprocess.run([sys.executable, "-c", LOOK], env=env, capture_output=True, text=True, check=True, timeout=60)
    assert look.stdout.split() == ["2", "7", "1", "1", "1", "1", "1", "1"]


def asked(*lines: str) -> Result:
    return CliRunner().invoke(app, [], input="\n".join(lines) + "\n")


@pytest.fixture
def no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TANGGAP_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.django_db
def test_without_a_file_everything_is_asked_and_nothing_twice(no_home: Path, tmp_path: Path) -> None:
    (tmp_path / "satuan.csv").write_text("code,name,kind,parent\nprov-x,Provinsi X,province,\n", encoding="utf-8")
    units = str(tmp_path / "satuan.csv")

    first = asked(units, "admin", "Ibu Admin", "", "", "", "", "", "n", "", "127.0.0.1:9", "")

    assert first.exit_code == 0, first.output
    assert "administrator: admin" in first.output
    assert "hand this over" in first.output
    assert User.objects.get().is_platform_admin
    assert not Source.objects.enabled().exists()
    again = asked("", "", "", "n", "", "")
    assert again.exit_code == 0, again.output
    assert "there already: 1 units" in again.output
    assert "hand this over" not in again.output


@pytest.mark.django_db
def test_proposals_are_shown_and_left_out_by_number(no_home: Path) -> None:
    asked("", "admin", "", "", "", "", "", "", "none", "n", "", "")
    assert not Watch.objects.exists()

    done = asked("", "", "", "1, 2", "n", "", "")

    assert done.exit_code == 0, done.output
    n_units = Unit.objects.filter(code="prov").count()
    assert n_units == 1
    assert not Watch.objects.filter(unit__code="prov", name="Kalimantan Selatan").exists()
    assert Watch.objects.filter(unit__code="kab-banjar", name="Pimpinan Kabupaten Banjar").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[admin", "is no TOML"),
        ("[office]\n", "admin: Field required"),
        ('[admin]\nusername="a"\n[watch]\nx=1', "watch"),
        ('[admin]\nusername="a"\n[watches]\nunits=["tidak-ada"]', "there is no unit tidak-ada"),
        ('[admin]\nusername="a"\n[people]\nfile="tidak-ada.csv"', "cannot be read"),
        ('[admin]\nusername="a"\n[office]\nunits="latin.csv"', "is not UTF-8"),
    ],
)
def test_an_answer_that_cannot_be_used_is_told(no_home: Path, text: str, said: str) -> None:
    (no_home / "latin.csv").write_bytes("code,name,kind\nx,D\xe9sa,office\n".encode("latin-1"))
    file = no_home / "jawaban.toml"
    file.write_text(text, encoding="utf-8")

    result = CliRunner().invoke(app, ["--answers", str(file)])

    assert isinstance(result.exception, InvalidInput)
    assert said in str(result.exception)


def test_the_demo_is_never_turned_into_an_office(no_home: Path) -> None:
    (no_home / "demo-sign-ins.txt").touch()

    result: Any = CliRunner().invoke(app, [])

    assert isinstance(result.exception, WrongState)
