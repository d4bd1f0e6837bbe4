"""Which model judges: promoted, rolled back, missing, chosen by two at once; what is there is judged again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import LazySettings
from django.db import connections
from django.test import Client
from django.utils import timezone
from typer.testing import CliRunner

from cast import make_mention, make_story
from own_database import database_url
from tanggap.accounts.models import Unit, User
from tanggap.audit.models import AuditEntry
from tanggap.cli.models import app
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState
from tanggap.desk.charts.counting import Narrow, count_now
from tanggap.enrichers._local import ARRAYS, read_arrays
from tanggap.enrichers._models import MODELS, metadata
from tanggap.jobs.queue import QUEUES
from tanggap.jobs.worker import run_until_idle
from tanggap.lab.training.data import write_model
from tanggap.mentions.machine.actions import use_model
from tanggap.mentions.machine.local import REPORT, candidate, candidate_folder, models_folder
from tanggap.mentions.machine.progress import last_rejudging
from tanggap.mentions.models import Assessment, Correction, Mention, ModelChoice, Rejudging, Step
from tanggap.pipeline.context import load_context
from tanggap.pipeline.steps import judging
from tanggap.pipeline.steps.judging import judge_due, judging_digest, rejudge_outdated
from tanggap.server.doctor import Office, Status
from tanggap.server.doctor.local_models import examine_local_models

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: LazySettings) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def figure(value: float) -> dict[str, Any]:
    return {"value": value, "interval": [value - 0.01, value + 0.01]}


def taught(label: str, *, reasons: tuple[dict[str, str], ...] = (), examples: tuple[Mention, ...] = ()) -> str:
    """A candidate that answers always the same; its version."""
    about = {"labels": metadata(MODELS / "sentiment")["labels"], "temperature": 1.0}
    bias = np.where(np.array(about["labels"]) == label, 60.0, 0.0)
    draft = models_folder("sentiment") / "draft"
    version = write_model(draft, {**read_arrays(MODELS / "sentiment"), "bias": bias}, about)
    table = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    compared = {name: figure(0.6) for name in ("before", "after", "difference")}
    compared |= {"n": 3, "n_groups": 2, "table_before": table, "table_after": table}
    found = [{"id": str(each.pk), "before": "negative", "after": label, "chance": 0.9} for each in examples]
    report = {
        "name": "sentiment", "version": version, "trained_at": "2026-03-01T00:00:00+00:00", "labels": about["labels"],
        "command": "tanggap train sentiment --office", "based_on": "abc",
        "data": {"n_corrections": 40, "n_groups": 12, "digest": "d", "labels": {}, "n_ours": 3},
        "sets": [{"name": name, "than": "shipped", "version": "", **compared} for name in ("ours", "office")],
        "archive": {"n": 9, "n_changed": 1, "moves": {f"negative {label}": 1}, "examples": found},
        "ours_examples": [{"id": "x", "before": "negative", "after": label, "truth": label, "text": "Contoh kami"}],
        "gate": {"reasons": list(reasons)},
    }  # fmt: skip
    (draft / REPORT).write_text(json.dumps(report), encoding="utf-8")
    draft.rename(candidate_folder("sentiment", version))
    return version


def use(actor: User | None, version: str, seen: str = "") -> ModelChoice:
    return use_model(actor=actor, name="sentiment", version=version, seen=seen)


def waiting(**fields: Any) -> Mention:
    return make_mention(next_step=Step.JUDGE, step_due_at=timezone.now(), published_at=timezone.now(), **fields)


def test_a_promoted_model_judges_at_once_and_rolling_back_brings_the_other_back(adminnya: User) -> None:
    version = taught("positive")
    before = load_context()
    use(adminnya, version)
    mention = waiting()
    judge_due(load_context())

    found = Assessment.objects.get(mention=mention)
    assert found.sentiment == "positive"
    assert found.versions["sentiment"].startswith(f"local-{version}+")
    entry = AuditEntry.objects.get(verb="mentions.use_model")
    assert (entry.actor_id, entry.payload.data) == (adminnya.pk, {"before": "", "after": version})
    choice = use(adminnya, "", seen=version)
    assert (choice.version, choice.previous, choice.changed_by) == ("", version, adminnya)
    assert load_context() == before


@pytest.mark.django_db(transaction=True)
def test_old_mentions_are_judged_again_with_stories_and_charts_and_a_persons_word_stays(
    adminnya: User, sari: User
) -> None:
    told = [waiting(title="", text="Warga kecewa jalan rusak") for _each in range(3)]
    judge_due(load_context())
    Mention.objects.update(next_step=Step.DONE)
    story = make_story(*told)
    Correction.objects.create(mention=told[0], name="sentiment", value="neutral", by=sari)
    use(adminnya, taught("positive"))

    run_until_idle(QUEUES)

    assert set(Assessment.objects.values_list("sentiment", flat=True)) == {"positive"}
    judged = Mention.objects.get(pk=told[0].pk).judged
    assert judged is not None
    assert (judged.sentiment, judged.machine["sentiment"]) == ("neutral", "positive")
    story.refresh_from_db()
    assert (story.n_negative, story.n_neutral, story.n_positive) == (0, 1, 2)
    today = timezone.localdate()
    assert count_now(today, today, Narrow())[0].counts["tone"] == {"neutral": 1, "positive": 2}
    run = last_rejudging()
    assert run is not None
    assert (run.n_done, run.n_total, run.percent, str(run)) == (3, 3, 100, "3 of 3")
    assert run.finished_at is not None


def test_new_mentions_go_first_and_each_old_one_is_judged_once(adminnya: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "REJUDGE_BATCH", 2)
    for _each in range(5):
        waiting()
    judge_due(load_context())
    use(adminnya, taught("positive"))
    context = load_context()
    waiting()

    assert rejudge_outdated(context) == 0
    assert last_rejudging().n_total == 5  # type: ignore[union-attr]
    judge_due(context)
    assert rejudge_outdated(context, max_batches=1) == 2
    assert (last_rejudging().n_done, last_rejudging().finished_at) == (2, None)  # type: ignore[union-attr]
    assert rejudge_outdated(context) == 3
    assert last_rejudging().n_done == 5  # type: ignore[union-attr]
    assert rejudge_outdated(context) == 0
    assert Rejudging.objects.count() == 1
    n = sum(entry.payload.data["n"] for entry in AuditEntry.objects.filter(verb="mentions.reassess"))
    assert n == 5


def test_another_choice_meanwhile_ends_the_run_and_begins_a_new_one(
    adminnya: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "REJUDGE_BATCH", 1)
    for _each in range(3):
        waiting()
    judge_due(load_context())
    first, second = taught("positive"), taught("negative")
    use(adminnya, first)
    rejudge_outdated(load_context(), max_batches=1)
    use(adminnya, second, seen=first)
    rejudge_outdated(load_context(), max_batches=9)

    runs = Rejudging.objects.order_by("pk")
    assert [(run.n_done, run.n_total, run.finished_at is None) for run in runs] == [(1, 3, False), (3, 3, False)]


_PROGRAM = """
import django
django.setup()
from tanggap.pipeline.context import load_context
from tanggap.pipeline.steps import judging
judging.REJUDGE_BATCH = 2
while judging.rejudge_outdated(load_context()):
    pass
"""


@pytest.mark.django_db(transaction=True)
def test_a_killed_judging_again_goes_on_where_it_was_and_counts_each_once(adminnya: User, home: Path) -> None:
    for number in range(150):
        waiting(text=f"Warga kampung {number} kecewa jalan rusak")
    judge_due(load_context())
    use(adminnya, taught("positive"))
    digest = judging_digest(load_context())
    done = Assessment.objects.filter(context_digest=digest)
    environment = {
        **os.environ, "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "tanggap.config.settings", "TANGGAP_HOME": str(home),
    }  # fmt: skip
    for _kill in range(3):
        n_before, process = done.count(), subprocess.Popen([sys.executable, "-c", _PROGRAM], env=environment)
        deadline = time.monotonic() + 60
        while done.count() <= n_before and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert 0 < done.count() < 150
    while rejudge_outdated(load_context()):
        pass

    assert done.count() == 150
    run = Rejudging.objects.get()
    assert (run.n_done, run.n_total) == (150, 150)
    n = sum(entry.payload.data["n"] for entry in AuditEntry.objects.filter(verb="mentions.reassess"))
    assert n == 150


@pytest.mark.django_db(transaction=True)
def test_of_two_who_choose_at_once_one_is_told(adminnya: User) -> None:
    versions = [taught("positive"), taught("negative")]
    together, outcomes = threading.Barrier(2), []

    def choose(version: str) -> None:
        try:
            together.wait()
            use(adminnya, version)
            outcomes.append("chosen")
        except WrongState:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=choose, args=[version]) for version in versions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["chosen", "refused"]
    assert AuditEntry.objects.filter(verb="mentions.use_model").count() == 1


def test_who_may_and_what_may_be_chosen(adminnya: User, sari: User) -> None:
    good = taught("positive")
    worse = taught("negative", reasons=({"code": "worse", "set": "ours", "than": "shipped"},))
    with pytest.raises(NotAllowed):
        use(sari, good)
    with pytest.raises(InvalidInput, match="worse"):
        use(adminnya, worse)
    for version in ("0" * 12, "../../etc"):
        with pytest.raises(InvalidInput):
            use(adminnya, version)
    with pytest.raises(InvalidInput, match="no model called"):
        use_model(actor=adminnya, name="language", version="", seen="")
    with pytest.raises(WrongState):
        use(adminnya, "")
    assert not AuditEntry.objects.filter(verb="mentions.use_model").exists()


@pytest.mark.parametrize("harm", ["gone", "cut", "swapped"])
def test_a_chosen_model_that_breaks_leaves_the_shipped_one_judging_and_is_told(
    client: Client, adminnya: User, tmp_path: Path, harm: str
) -> None:
    shipped, version = load_context(), taught("positive")
    assert "shipped ones judge" in examine_local_models(Office(tmp_path)).sentence
    use(adminnya, version)
    assert examine_local_models(Office(tmp_path)).status == Status.OK
    folder = candidate_folder("sentiment", version)
    if harm == "cut":
        (folder / ARRAYS).write_bytes((folder / ARRAYS).read_bytes()[:5000])
    else:
        shutil.rmtree(folder)
    if harm == "swapped":
        candidate_folder("sentiment", taught("negative")).rename(folder)

    assert load_context() == shipped
    finding = examine_local_models(Office(tmp_path))
    assert finding.status == Status.WARN
    assert "tanggap models rollback sentiment --to shipped" in finding.to_do
    client.force_login(adminnya)
    assert "hilang atau rusak" in client.get("/mesin/model/").content.decode()


def test_a_report_that_cannot_be_read_keeps_a_model_from_judging(adminnya: User) -> None:
    version = taught("positive")
    (candidate_folder("sentiment", version) / REPORT).write_text("[]", encoding="utf-8")

    assert candidate("sentiment", version).reasons == [{"code": "no_report"}]
    with pytest.raises(InvalidInput):
        use(adminnya, version)


def test_the_page_chooses_tells_and_takes_back(client: Client, adminnya: User, sari: User) -> None:
    version = taught("positive")
    address = f"/mesin/model/sentiment/{version}/pakai/bawaan/"
    client.force_login(sari)
    assert address not in client.get("/mesin/model/").content.decode()
    assert client.post(address).status_code == 403
    client.force_login(adminnya)
    assert address in client.get("/mesin/model/").content.decode()
    shown = client.post(address, follow=True).content.decode()
    assert f"/mesin/model/sentiment/bawaan/pakai/{version}/" in shown
    assert f"Bawaan → <strong>{version}</strong>" in shown
    assert "Tidak ada yang berubah" in client.post(address, follow=True).content.decode()
    client.post(f"/mesin/model/sentiment/bawaan/pakai/{version}/")
    assert ModelChoice.objects.get().version == ""
    assert client.post(f"/mesin/model/language/{version}/pakai/bawaan/").status_code == 404


def test_the_report_shows_figures_and_only_mentions_that_the_person_may_see(
    client: Client, sari: User, joko: User, roads: Unit
) -> None:
    secret = make_mention(unit=roads, title="Aduan rahasia", source_kind="pengaduan", url="")
    version = taught("positive", examples=(make_mention(title="Berita terbuka"), secret))
    client.force_login(sari)
    shown = client.get(f"/mesin/model/sentiment/{version}/").content.decode()
    assert "Berita terbuka" in shown
    assert "Aduan rahasia" not in shown
    assert "Negatif → Positif: 1" in shown
    assert "tanggap train sentiment --office" in shown
    assert "0,600" in shown
    client.force_login(joko)
    assert "Aduan rahasia" in client.get(f"/mesin/model/sentiment/{version}/").content.decode()
    for wrong in (f"language/{version}", f"sentiment/{'0' * 12}"):
        assert client.get(f"/mesin/model/{wrong}/").status_code == 404


def test_the_page_tells_how_far_judging_again_is(client: Client, sari: User) -> None:
    client.force_login(sari)
    assert "rejudging-bar" not in client.get("/mesin/model/").content.decode()
    run = Rejudging.objects.create(digest="x", n_total=2000, n_done=500)
    assert "Menilai ulang: 500 dari 2.000 pantauan" in client.get("/mesin/model/kemajuan/").content.decode()
    Rejudging.objects.filter(pk=run.pk).update(finished_at=timezone.now())
    assert "rejudging-bar" not in client.get("/mesin/model/kemajuan/").content.decode()


def tanggap(*words: str) -> str:
    said = CliRunner().invoke(app, ["models", *words])
    return said.output if said.exception is None else str(said.exception)


def test_the_commands_list_promote_and_roll_back() -> None:
    version = taught("positive")
    other = taught("negative")
    assert f"{version}  2026-03-01T00:00:00+00:00  may be promoted" in tanggap()
    assert "judges from now on" in tanggap("promote", "sentiment", version)
    assert f"sentiment: {version} judges" in tanggap()
    tanggap("promote", "sentiment", other)
    assert f"{version} judges from now on" in tanggap("rollback", "sentiment")
    assert "the shipped model judges from now on" in tanggap("rollback", "sentiment", "--to", "shipped")
    assert "already" in tanggap("rollback", "kind")
    assert "no model.json" in tanggap("promote", "sentiment", "0" * 12)
    assert AuditEntry.objects.filter(verb="mentions.use_model", actor_id=None).count() == 4
