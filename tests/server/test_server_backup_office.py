"""A whole office with its files, saved, wiped and brought back elsewhere: every row, every file, and work goes on."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from server_stage import clean_environment

TANGGAP = [sys.executable, "-c", "from tanggap.cli import main; main()"]
TESTS = Path(__file__).resolve().parents[1]
FILL = """
import sys
from io import BytesIO
from tanggap.cli._house import open_house
sys.path.insert(0, sys.argv[1])
with open_house("fill"):
    from django.utils import timezone
    from sample_pictures import picture_with_place
    from tanggap.accounts.models import Membership, Unit, User
    from tanggap.channels.base import Attachment
    from tanggap.desk.brief.actions import keep_logo, make_brief, set_plan
    from tanggap.mentions.actions import paste
    from tanggap.outbox.files import keep
    from tanggap.sources.actions import start_import
    unit = Unit.objects.get(code="prov-diskominfo")
    sari = User.objects.create_user("sari", password="rahasia-sekali-1")
    Membership.objects.create(user=sari, unit=unit, role="analyst")
    paste(actor=sari, unit=unit, text="Foto banjir dari warga", picture=picture_with_place()[0])
    paste(actor=sari, unit=unit, text="Jembatan putus di Martapura, mohon bantuan")
    now = timezone.now()
    logo = keep_logo(picture_with_place()[0])
    set_plan(actor=None, unit=unit, version=0, people=[sari], now=now, values={"logo": logo})
    keep(Attachment("laporan.pdf", "application/pdf", b"%PDF laporan"))
    make_brief(actor=None, unit=unit, period="day", now=now)
    rows = b"".join(b'{"url": "https://kabar.example/%d", "title": "Kabar %d", "text": "Isi kabar."}\\n' % (n, n)
                    for n in range(300))
    start_import(actor=None, file=BytesIO(rows), file_name="rekap.jsonl", unit=unit, is_deferred=False)
"""
LOOK = """
import json
from tanggap.cli._house import open_house
with open_house("look"):
    from django.db import connection
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') "
                       "AND relnamespace = 'public'::regnamespace ORDER BY relname")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*), md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{table}" t')
            found[table] = cursor.fetchone()
    print(json.dumps(found))
"""
GO_ON = """
from tanggap.cli._house import open_house
with open_house("go on"):
    from tanggap.pipeline.steps.importing import import_rows
    from tanggap.sources.models import ImportBatch
    import_rows(ImportBatch.objects.get().pk)
    print(ImportBatch.objects.get().n_stored)
"""


def run(script: list[str], home: Path) -> str:
    done = subprocess.run(
        script, env=clean_environment(TANGGAP_HOME=str(home)), capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def python(script: str, home: Path, *words: str) -> str:
    return run([sys.executable, "-c", script, *words], home)


def rows(home: Path) -> dict[str, Any]:
    return dict(json.loads(python(LOOK, home).splitlines()[-1]))


def hashes(home: Path) -> dict[str, str]:
    kept = [path for path in (home / "attachments").rglob("*") if path.is_file()] + [home / "secret_key"]
    return {str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}


@pytest.mark.server
def test_an_office_with_its_files_comes_back_row_by_row_and_byte_by_byte(yard: Path, home: Path) -> None:
    run([*TANGGAP, "migrate"], home)
    run([*TANGGAP, "units", "defaults"], home)
    python(FILL, home, str(TESTS))
    before, files = rows(home), hashes(home)
    assert before["mentions_attachment"][0] == 1
    assert before["desk_brieflogo"][0] == 1
    assert len(files) == 4, "a picture, a letter's file, a file on its way in, the key"

    run([*TANGGAP, "backup", str(yard / "office.tar")], home)
    shutil.rmtree(home)
    elsewhere = yard / "elsewhere"
    run([*TANGGAP, "restore", str(yard / "office.tar")], elsewhere)

    assert hashes(elsewhere) == files
    after = rows(elsewhere)
    assert {table for table in before if after[table] != before[table]} == set()
    assert after.keys() == before.keys()
    assert python(GO_ON, elsewhere).split()[-1] == "300", "the import that was under way goes on"
