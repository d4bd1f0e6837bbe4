"""Makes a candidate: teaches, measures, and writes the model with its report and card, whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

import numpy as np

from tanggap.core.errors import InvalidInput
from tanggap.core.text.adapting import Floats
from tanggap.enrichers._local import look
from tanggap.enrichers._models import MODELS, metadata
from tanggap.lab.labelled import load
from tanggap.lab.training.data import write_model
from tanggap.lab.training.held_out import read_held_out
from tanggap.lab.training.onsite.card import card
from tanggap.lab.training.onsite.learners import Learner, learner
from tanggap.lab.training.onsite.measuring import Truth, compare, is_worse
from tanggap.lab.training.onsite.office import corrected, digest_of_corrections, judged_alone
from tanggap.lab.training.onsite.teaching import Material, Taught, changes, material, teach
from tanggap.mentions.machine.local import CARD, REPORT, SHIPPED, candidate_folder, look_at, models_folder

N_EXAMPLES = 20
_DRAFT = ".draft-"
_DRAFT_LIFE_S = 86_400
_PAPERS = ("LICENSE", "NOTICE")
Say = Callable[[str], None]


@dataclass(frozen=True)
class Rival:
    """A model that the candidate is compared with: what it says of our texts and of the office's, `(n, k)` each."""

    who: str
    version: str
    ours: Floats
    office: Floats


def make_candidate(name: str, *, active: str, command: str, say: Say) -> dict[str, Any]:
    """Teach a model what the office corrected and write the candidate; its report.

    `active` is the version that judges now, empty for the shipped one. `say` hears of each step and may raise.

    Raises
    ------
    InvalidInput
        If nobody has corrected anything of it yet.
    """
    pupil = learner(name, MODELS / name)
    say("reading")
    office, ours = corrected(name, pupil.labels), load("dev")
    if not office:
        raise InvalidInput(f"Nobody has corrected a judgement of {name} yet: there is nothing to learn from.")
    given = material(pupil, ours, office)
    taught = teach(pupil, given, say=say)
    say("measuring")
    held_out = read_held_out(MODELS / name, ours, metadata(MODELS / name)["version"])
    rivals = [Rival("shipped", SHIPPED, held_out, given.words.offsets), *_current(pupil, given, held_out, active)]
    sets = _sets(pupil, given, taught, held_out, rivals)
    report: dict[str, Any] = {
        "name": name,
        "command": command,
        "trained_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "tanggap": version_of("tanggap"),
        "based_on": metadata(MODELS / name)["version"],
        "labels": list(pupil.labels),
        "data": _data(given),
        "sets": sets,
        "ours_examples": _our_examples(pupil, given, held_out, held_out + taught.ours),
        "gate": {"reasons": _reasons(sets)},
    }
    return _write(pupil, taught, report, active=rivals[-1].version, say=say)


def _current(pupil: Learner, given: Material, held_out: Floats, active: str) -> list[Rival]:
    """The office's own model that judges now, if there is one: its distance to the shipped one, on the same ground."""
    if active == SHIPPED or look_at(pupil.name, active).ref is None:
        return []
    now = learner(pupil.name, candidate_folder(pupil.name, active))
    moved = now.scores([text.document for text in given.ours]) - given.anchors.offsets
    return [Rival("current", active, held_out + moved, now.scores([row.document for row in given.office]))]


def _sets(
    pupil: Learner, given: Material, taught: Taught, held_out: Floats, rivals: Sequence[Rival]
) -> list[dict[str, Any]]:
    place = {label: number for number, label in enumerate(pupil.labels)}
    truth = {
        "ours": Truth(
            np.array([place[pupil.truth(text.label)] for text in given.ours]),
            [text.event for text in given.ours],
            len(place),
        ),
        "office": Truth(
            np.array([place[row.label] for row in given.office]), [row.group for row in given.office], len(place)
        ),
    }
    after = {"ours": held_out + taught.ours, "office": taught.office}
    return [
        {
            "name": name,
            "than": rival.who,
            "version": rival.version,
            **compare(truth[name], getattr(rival, name), after[name]),
        }
        for name in truth
        for rival in rivals
    ]


def _reasons(sets: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """Why the candidate may not judge: worse than a rival by more than chance, on a set that it had not seen."""
    return [{"code": "worse", "set": each["name"], "than": each["than"]} for each in sets if is_worse(each)]


def _data(given: Material) -> dict[str, Any]:
    labels = [row.label for row in given.office]
    return {
        "digest": digest_of_corrections(given.office),
        "n_ours": len(given.ours),
        "n_corrections": len(given.office),
        "n_groups": len({row.group for row in given.office}),
        "labels": {label: labels.count(label) for label in sorted(set(labels))},
    }


def _our_examples(pupil: Learner, given: Material, before: Floats, after: Floats) -> list[dict[str, Any]]:
    """Our own texts whose answer changes; their words may stand in a file, they are about nobody."""
    by_id = {text.id: text for text in given.ours}
    found = changes(pupil.labels, [text.document for text in given.ours], before, after)[:N_EXAMPLES]
    return [
        {
            **each,
            "truth": pupil.truth(by_id[each["id"]].label),
            "text": f"{by_id[each['id']].title} {by_id[each['id']].text}".strip()[:200],
        }
        for each in found
    ]


def _archive(name: str, before: Path, after: Path) -> dict[str, Any]:
    """What would change among the newest mentions that the machine alone judged: by number alone, never by text."""
    documents = judged_alone(name)
    if not documents:
        return {"n": 0, "n_changed": 0, "moves": {}, "examples": []}
    old, new = learner(name, before), learner(name, after)
    found = changes(old.labels, documents, old.scores(documents), new.scores(documents))
    moves = [f"{each['before']} {each['after']}" for each in found]
    return {
        "n": len(documents),
        "n_changed": len(found),
        "moves": {move: moves.count(move) for move in sorted(set(moves))},
        "examples": found[:N_EXAMPLES],
    }


def _write(pupil: Learner, taught: Taught, report: dict[str, Any], *, active: str, say: Say) -> dict[str, Any]:
    """Write into a folder beside, and give it its name at the end."""
    home = models_folder(pupil.name)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(home)
    before = MODELS / pupil.name if active == SHIPPED else candidate_folder(pupil.name, active)
    with tempfile.TemporaryDirectory(prefix=_DRAFT, dir=home) as made:
        draft = Path(made) / "candidate"
        version = write_model(draft, dict(pupil.moved(taught.difference)), dict(pupil.about()))
        say("looking at the archive")
        report = {**report, "version": version, "archive": _archive(pupil.name, before, draft)}
        for paper in _PAPERS:
            shutil.copy(MODELS / pupil.name / paper, draft / paper)
        (draft / CARD).write_text(card(report), encoding="utf-8")
        (draft / REPORT).write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        _put(draft, home / version)
    return report


def _put(draft: Path, target: Path) -> None:
    """Give the draft its name; the same model made again brings its newer report and leaves the arrays alone."""
    if target.is_dir() and not look(target.parent.name, target).problem:
        for name in (CARD, REPORT):
            (draft / name).replace(target / name)
        return
    if target.is_dir():
        shutil.rmtree(target)
    draft.rename(target)


def _sweep(home: Path) -> None:
    """Throw away what trainings left that were killed."""
    for path in home.glob(f"{_DRAFT}*"):
        if time.time() - path.stat().st_mtime > _DRAFT_LIFE_S:
            shutil.rmtree(path, ignore_errors=True)
