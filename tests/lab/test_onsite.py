"""What an office corrects teaches the shipped model, and what would harm it is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from cast import make_mention, make_story
from office_teaching import SEEN, UNSEEN, corrected, corrects_mockery, filled, judged
from tanggap.accounts.models import User
from tanggap.core.errors import InvalidInput
from tanggap.core.text.document import Context, Document
from tanggap.enrichers._local import ARRAYS, look
from tanggap.enrichers.defaults import default_context
from tanggap.enrichers.sentiment import plugin
from tanggap.lab.labelled import load
from tanggap.lab.training.onsite import candidate as candidate_of
from tanggap.lab.training.onsite import office as office_of
from tanggap.lab.training.onsite.candidate import make_candidate
from tanggap.mentions.machine.local import candidate_folder, candidates, look_at
from tanggap.mentions.models import Correction

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: LazySettings) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def few_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of our labelled set, where the figures do not matter."""
    some = [text for text in load("dev") if text.event.endswith(("02", "03"))]
    monkeypatch.setattr(candidate_of, "load", lambda part: some)


def teach(name: str = "sentiment", *, active: str = "") -> dict[str, Any]:
    return make_candidate(name, active=active, command="tanggap train --office", say=lambda words: None)


def says(texts: list[str], version: str = "") -> list[str]:
    context: Context = default_context()
    if version:
        ref = look_at("sentiment", version).ref
        assert ref is not None
        context = Context(models=(ref,))
    return [each.values["sentiment"] for each in plugin.run([Document("", text) for text in texts], context)]


def test_forty_corrections_of_one_error_change_unseen_texts_of_that_kind_and_nothing_else(sari: User) -> None:
    assert says(filled(UNSEEN)).count("negative") < 4
    corrects_mockery(sari)
    judged("Warga senang pelayanan puskesmas cepat dan ramah")
    waiting = [judged(text) for text in filled(UNSEEN, ("Pelaihari",))]

    report = teach()

    assert says(filled(UNSEEN), report["version"]).count("negative") >= 18
    ours, office = report["sets"]
    assert (ours["name"], office["name"]) == ("ours", "office")
    assert report["gate"]["reasons"] == []
    assert abs(ours["difference"]["value"]) < 0.01
    assert office["before"]["value"] < 0.5 < office["after"]["value"]
    assert office["difference"]["interval"][0] > 0
    assert report["data"]["n_corrections"] == 40
    changed = {int(each["id"]) for each in report["archive"]["examples"]}
    assert changed & {mention.pk for mention in waiting}
    assert report["archive"]["n"] == 4
    others = [text.text for text in load("dev")[:200]]
    kept = [a == b for a, b in zip(says(others), says(others, report["version"]), strict=True)]
    assert sum(kept) >= 198


def test_the_candidate_is_a_whole_model_with_its_papers_and_no_text_of_the_office(
    sari: User, home: Path, few_texts: None
) -> None:
    corrected(sari, "Rahasia warga Handil Bakti soal donor darah", "negative")
    judged("Rahasia kedua warga Handil Bakti soal donor darah di balai")
    report = teach()
    folder = candidate_folder("sentiment", report["version"])

    assert sorted(path.name for path in folder.iterdir()) == [
        "LICENSE", "MODEL_CARD.md", "NOTICE", "model.json", "model.npz", "report.json"
    ]  # fmt: skip
    assert look("sentiment", folder).problem == ""
    card = (folder / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert report["data"]["digest"] in card
    assert "`tanggap train --office`" in card
    assert json.loads((folder / "report.json").read_text(encoding="utf-8"))["version"] == report["version"]
    for path in folder.iterdir():
        assert b"Handil Bakti" not in path.read_bytes()
    assert [path.name for path in (home / "models" / "sentiment").iterdir()] == [report["version"]]


def test_the_same_corrections_give_the_same_candidate_once(sari: User, few_texts: None) -> None:
    for text in filled(SEEN[:1]):
        corrected(sari, text, "neutral")
    first, second = teach(), teach()

    assert first["version"] == second["version"]
    [found] = candidates("sentiment")
    assert found.report["trained_at"] == second["trained_at"]


def test_a_candidate_that_is_broken_is_made_anew(sari: User, few_texts: None) -> None:
    corrected(sari, SEEN[0].format(place="Rantau"), "neutral")
    folder = candidate_folder("sentiment", teach()["version"])
    (folder / ARRAYS).write_bytes(b"PK")
    assert candidates("sentiment")[0].problem

    teach()

    assert [found.problem for found in candidates("sentiment")] == [""]


def test_corrections_that_would_spoil_the_machine_are_refused_by_the_gate(
    sari: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody calls everything neutral, in texts as different as those of our labelled set."""
    part = load("dev")
    events = sorted({text.event for text in part})[::2]
    monkeypatch.setattr(candidate_of, "load", lambda name: [text for text in part if text.event not in events])
    for text in [text for text in part if text.event in events][:150]:
        corrected(sari, f"{text.title} {text.text}", "neutral")

    report = teach()

    assert {"code": "worse", "set": "ours", "than": "shipped"} in report["gate"]["reasons"]
    assert not candidates("sentiment")[0].may_judge
    assert "may not be promoted" in (candidate_folder("sentiment", report["version"]) / "MODEL_CARD.md").read_text()


def test_a_second_candidate_is_compared_with_the_one_that_judges(sari: User, few_texts: None) -> None:
    corrected(sari, SEEN[0].format(place="Rantau"), "neutral")
    first = teach()["version"]
    corrected(sari, SEEN[1].format(place="Barabai"), "neutral")

    report = teach(active=first)

    assert [(each["name"], each["than"], each["version"]) for each in report["sets"]] == [
        ("ours", "shipped", ""), ("ours", "current", first), ("office", "shipped", ""), ("office", "current", first)
    ]  # fmt: skip
    assert teach(active="0" * 12)["sets"][1]["name"] == "office"


def test_kinds_are_taught_the_same_way(sari: User, few_texts: None) -> None:
    for text in filled(
        ("Listrik {place} padam pukul 9, pemeliharaan", "Air leding {place} mati sampai sore, perbaikan")
    ):
        corrected(sari, text, "announcement", name="kind")
    report = teach("kind")

    found = look_at("kind", report["version"])
    assert found.problem == ""
    assert report["sets"][1]["after"]["value"] >= report["sets"][1]["before"]["value"]


def test_near_copies_stay_in_one_fold_and_the_newest_word_counts(sari: User) -> None:
    text = filled(SEEN[:1])[0]
    told = [corrected(sari, text, "positive") for _copy in range(2)]
    make_story(*told)
    alone = [corrected(sari, "Sama  persis", "negative"), corrected(sari, "sama persis", "negative")]
    Correction.objects.create(mention=told[0], name="sentiment", value="neutral", by=sari)
    Correction.objects.create(mention=make_mention(), name="sentiment", value="", by=sari)

    found = office_of.corrected("sentiment", ("negative", "neutral", "positive"))

    assert [row.label for row in found] == ["neutral", "positive", "negative", "negative"]
    assert found[0].group == found[1].group
    assert found[2].group == found[3].group != found[0].group
    assert [row.mention_id for row in found[2:]] == [mention.pk for mention in alone]


def test_without_corrections_there_is_nothing_to_learn(home: Path) -> None:
    with pytest.raises(InvalidInput, match="Nobody has corrected"):
        teach()
    with pytest.raises(InvalidInput, match="not taught on site"):
        teach("language")
    assert not (home / "models").exists()


def test_it_stops_where_it_is_told_to_and_leaves_nothing(sari: User, home: Path, few_texts: None) -> None:
    corrected(sari, SEEN[0].format(place="Rantau"), "neutral")

    for step in ("fold 2 of 5", "looking at the archive"):

        def stop(words: str, step: str = step) -> None:
            if words == step:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            make_candidate("sentiment", active="", command="", say=stop)

    assert list((home / "models" / "sentiment").iterdir()) == []
