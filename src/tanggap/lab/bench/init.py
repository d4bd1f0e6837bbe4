"""`tanggap init` for a whole province: each step timed, against 25 local outlets, a dead one and an endless one."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tanggap.enrichers import defaults
from tanggap.lab.bench import Figure
from tanggap.lab.demo.outlets import OUTLETS, demo_texts, open_outlets
from tanggap.lab.demo.ports import HOST

_STEP = re.compile(r"\d\. (.+)")
_CAME_IN = re.compile(r"\s+([\d]+) texts, (\d+) kept, (\d+) stories")
_ADOPTED = re.compile(r"\s+(\d+) adopted")
_VISITED = re.compile(r"\s+\d+ of \d+  .+: \d+ new")
GOOD = "of the first fetch, until every good feed was read"
_N_SILENT = 2


def run() -> Figure:
    """Measure; takes some minutes. The database is new, everything is answered from files."""
    with tempfile.TemporaryDirectory(prefix="tanggap-bench-") as folder, _press() as feeds:
        home = Path(folder)
        answers = write_answers(home, feeds)
        steps, lines = _play(home, answers, feeds)
        good_s = steps.pop(GOOD)
    detail = {
        "seconds": {name: round(seconds, 1) for name, seconds in steps.items()},
        "first_visits_without_the_endless_s": round(good_s, 1),
        "n_units": len(defaults.load_units()),
        "n_people": len(people()) - 1,
        "n_sources": len(feeds),
        **_found(lines),
        "note": "units, people, officials and programmes by CSV; all proposed watches adopted; no mail server; "
        f"of the outlets one is no feed, {_N_SILENT} take the connection and never end their answer",
    }
    return Figure("init", round(sum(steps.values()), 1), "s", detail)


def _found(lines: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        if came := _CAME_IN.match(line):
            found |= dict(zip(("n_texts", "n_kept", "n_stories"), map(int, came.groups()), strict=True))
        elif adopted := _ADOPTED.match(line):
            found["n_watches"] = int(adopted[1])
    return found | {"n_failed_visits": sum(": failed: " in line for line in lines)}


class _Endless(BaseHTTPRequestHandler):
    """Begins an answer and never ends it."""

    def do_GET(self) -> None:
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.send_header("Content-Type", "application/rss+xml")
        self.end_headers()
        if self.path == "/robots.txt":
            return
        try:
            while True:
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.2)
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@contextmanager
def _press() -> Iterator[list[tuple[str, str]]]:
    """Name and address of every feed: those of the demo, which have a month of texts, and the endless ones."""
    now = datetime.now(UTC)
    servers: list[ThreadingHTTPServer] = list(open_outlets(now, port=0, texts=demo_texts(now)))
    names = [outlet.name for outlet in OUTLETS]
    for number in range(1, _N_SILENT + 1):
        server = ThreadingHTTPServer((HOST, 0), _Endless)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        names.append(f"Umpan Tanpa Akhir {number}")
    try:
        addresses = [f"http://{HOST}:{server.server_port}/feed" for server in servers]
        yield list(zip(names, addresses, strict=True))
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def people() -> list[tuple[str, ...]]:
    """A head line, and two invented people for each unit."""
    rows: list[tuple[str, ...]] = [("username", "full_name", "email", "unit", "role")]
    for number, unit in enumerate(defaults.load_units(), start=1):
        for role in ("unit_admin", "monitor"):
            rows.append((f"{role}{number}", f"Petugas Contoh {number}", "", unit["code"], role))
    return rows


def write_answers(folder: Path, feeds: Sequence[tuple[str, str]]) -> Path:
    """Write the files that an office would bring; the TOML that names them."""
    units = defaults.load_units()
    columns = ("code", "name", "kind", "parent", "region_code", "short_name")
    listed = [(*(unit[column] or "" for column in columns), ";".join(unit["aliases"])) for unit in units]
    _write(folder / "units.csv", [(*columns, "aliases"), *listed])
    _write(folder / "people.csv", people())
    officials = [(unit["code"], "Kepala", f"Rahmadi Contoh {number}", "") for number, unit in enumerate(units, start=1)]
    _write(folder / "officials.csv", [("unit", "post", "name", "from"), *officials])
    programmes = [(unit["code"], f"{unit['short_name'] or unit['name']} Terang") for unit in units]
    _write(folder / "programmes.csv", [("unit", "name"), *programmes])
    lines = "".join(f'<outline type="rss" text="{name}" xmlUrl="{url}"/>' for name, url in feeds)
    (folder / "feeds.opml").write_text(f'<opml version="2.0"><body>{lines}</body></opml>', encoding="utf-8")
    answers = folder / "office.toml"
    answers.write_text(
        '[office]\nunits = "units.csv"\n[admin]\nusername = "kepala"\n[people]\nfile = "people.csv"\n'
        '[registers]\nofficials = "officials.csv"\nprogrammes = "programmes.csv"\n[sources]\nopml = "feeds.opml"\n',
        encoding="utf-8",
    )
    return answers


def _write(file: Path, rows: Sequence[tuple[str, ...]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(rows)


def _play(home: Path, answers: Path, feeds: Sequence[tuple[str, str]]) -> tuple[dict[str, float], list[str]]:
    """Seconds of each step, and everything that was said."""
    hosts = ",".join(url.split("/")[2] for _name, url in feeds)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {
        "TANGGAP_HOME": str(home / "home"), "TANGGAP_PRIVATE_HOSTS": hosts, "PYTHONUNBUFFERED": "1",
        "TANGGAP_LOG_LEVEL": "ERROR", "TANGGAP_FETCH_DELAY_MS": "20",
    }  # fmt: skip
    command = [str(Path(sys.executable).parent / "tanggap"), "init", "--answers", str(answers)]
    steps: dict[str, float] = {}
    lines: list[str] = []
    step, began = "Database and tables", time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            lines.append(line.rstrip("\n"))
            if _VISITED.match(line):
                steps[GOOD] = time.perf_counter() - began
            if found := _STEP.match(line):
                steps[step], began = time.perf_counter() - began, time.perf_counter()
                step = found[1]
        steps[step] = time.perf_counter() - began
    if process.returncode:
        raise RuntimeError(f"tanggap init ended with {process.returncode}")
    return steps, lines
