"""How long pages take in an office of a million mentions, asked for over HTTP at a steady rate.

The office is written once and kept for three days below the home folder (``bench/``), since pages show what is
recent; ``TANGGAP_BENCH_MENTIONS`` sets another size. Requests leave at fixed times whether or not the earlier ones
were answered, and a time counts from when the request was due: waiting in a queue is not hidden.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tanggap.lab.bench import WRITTEN, Figure

KEEPS_DATABASE = True
_PORT = 8792
_WORKERS = 2
_RATE = 20
_SECONDS = 60
_WARM_UP = 100
_PATIENCE_S = 120
BARS_MS = {"home": 150, "inbox": 150, "story": 150, "issue": 150, "search": 250}
_WORDS = (
    "banjir", "jalan berlubang", "warga", '"air bersih"', "guru honorer -banjir", "PDAM Martapura", "sampah menumpuk",
    "jembatan rusak loksado", "puskesmas", "kabut asap or pupuk", "banjarbaru", "ISU-2026-00012",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asked:
    kind: str
    path: str
    due_s: float


def run() -> Figure:
    """Measure; takes about two minutes once the office is written."""
    from django.conf import settings

    mark = Path(settings.HOME) / WRITTEN
    known: dict[str, Any]
    if mark.exists():
        known = json.loads(mark.read_text(encoding="utf-8"))
    else:
        known = _written(n_mentions())
        mark.write_text(json.dumps(known), encoding="utf-8")
    with _web():
        cookie = _sign_in()
        _ask_all(_plan(_WARM_UP, seed=1), cookie)
        answers = _ask_all(_plan(_RATE * _SECONDS, seed=2), cookie)
    return _figure(answers, known)


def n_mentions() -> int:
    return int(os.environ.get("TANGGAP_BENCH_MENTIONS", "1000000"))


def _written(n: int) -> dict[str, Any]:
    from django.db import connection
    from django.utils import timezone

    from tanggap.lab.bench import _year

    began, now = time.monotonic(), timezone.now()
    _year.fill(n, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        size = cursor.fetchone()[0]
    return {
        "n_mentions": n,
        "n_stories": _year.N_STORIES,
        "n_issues": _year.N_ISSUES,
        "database_gb": round(size / 1e9, 2),
        "written_at": now.isoformat(),
        "written_in_s": round(time.monotonic() - began),
    }


@contextmanager
def _web() -> Iterator[None]:
    """The web processes as an office of this size runs them, without jobs beside them."""
    program = [
        str(Path(sys.executable).parent / "tanggap"),
        "web",
        "--port",
        str(_PORT),
        "--workers",
        str(_WORKERS),
        "--no-jobs",
    ]
    environment = {**os.environ, "TANGGAP_LOG_LEVEL": "ERROR"}
    process = subprocess.Popen(program, env=environment, stdout=subprocess.DEVNULL)
    try:
        give_up_at = time.monotonic() + _PATIENCE_S
        while not _is_up():
            if process.poll() is not None or time.monotonic() > give_up_at:
                raise TimeoutError("the web process did not come up")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(60)


def _is_up() -> bool:
    try:
        return _get("/akun/login/", "") == 200
    except OSError:
        return False


def _sign_in() -> str:
    """The cookie of a person who monitors for the province."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from tanggap.accounts.models import User
    from tanggap.lab.bench._year import PERSON

    person = User.objects.get(username=PERSON)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _plan(n: int, *, seed: int) -> list[_Asked]:
    from django.urls import reverse

    from tanggap.issues.models import Issue
    from tanggap.stories.models import Story

    draw = random.Random(seed)  # noqa: S311 a benchmark needs repeatable chance
    stories = list(Story.objects.order_by("-last_at").values_list("pk", flat=True)[:2000])
    numbers = list(Issue.objects.order_by("pk").values_list("number", flat=True))
    paths = {
        "home": lambda: reverse("home"),
        "inbox": lambda: reverse("story_list"),
        "story": lambda: reverse("story", args=[draw.choice(stories)]),
        "issue": lambda: reverse("issue", args=[draw.choice(numbers)]),
        "search": lambda: f"{reverse('search')}?{urlencode({'q': draw.choice(_WORDS)})}",
    }
    kinds = [kind for _ in range(n // len(paths)) for kind in draw.sample(list(paths), len(paths))]
    return [_Asked(kind, paths[kind](), place / _RATE) for place, kind in enumerate(kinds)]


def _ask_all(plan: list[_Asked], cookie: str) -> dict[str, list[float]]:
    """Milliseconds from when each request was due to its last byte, by kind of page."""
    began = time.perf_counter() + 0.2

    def ask(asked: _Asked) -> tuple[str, float]:
        time.sleep(max(0.0, began + asked.due_s - time.perf_counter()))
        status = _get(asked.path, cookie)
        if status != 200:
            raise RuntimeError(f"{asked.path} answered {status}")
        return asked.kind, (time.perf_counter() - began - asked.due_s) * 1000

    answers: dict[str, list[float]] = defaultdict(list)
    with ThreadPoolExecutor(max_workers=64) as pool:
        for kind, taken in pool.map(ask, plan):
            answers[kind].append(taken)
    return answers


def _get(path: str, cookie: str) -> int:
    link = HTTPConnection("127.0.0.1", _PORT, timeout=60)
    try:
        link.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "id"})
        answer = link.getresponse()
        answer.read()
        return int(answer.status)
    finally:
        link.close()


def _figure(answers: dict[str, list[float]], known: dict[str, Any]) -> Figure:
    pages = {}
    for kind, taken in answers.items():
        cuts = statistics.quantiles(taken, n=100)
        pages[kind] = {
            "p50_ms": round(cuts[49], 1), "p95_ms": round(cuts[94], 1), "p99_ms": round(cuts[98], 1),
            "bar_p95_ms": BARS_MS[kind], "is_under_bar": cuts[94] < BARS_MS[kind], "n": len(taken),
        }  # fmt: skip
    worst = max(pages[kind]["p95_ms"] / BARS_MS[kind] for kind in pages)
    detail = {
        "pages": pages,
        "rate_per_s": _RATE,
        "seconds": _SECONDS,
        "clock": "from when the request was due to its last byte, over HTTP on this machine",
        **known,
    }
    return Figure("pages", round(worst, 2), "of the bar at the slowest page's p95", detail)
