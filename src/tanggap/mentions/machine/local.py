"""The models that an office taught itself: folders under the home, each with its report and its card."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from tanggap.core.text.document import LocalModel
from tanggap.enrichers._local import Looked, local_names, look
from tanggap.mentions.models import ModelChoice

REPORT, CARD = "report.json", "MODEL_CARD.md"
SHIPPED = ""
_VERSION = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One taught model; `problem` says why it cannot judge, `report` is empty when there is none to read."""

    name: str
    version: str
    report: dict[str, Any]
    problem: str = ""

    @property
    def reasons(self) -> list[dict[str, str]]:
        """Why it may not be promoted; a model without a readable report is refused too."""
        if not self.report:
            return [{"code": "no_report"}]
        found: list[dict[str, str]] = self.report["gate"]["reasons"]
        return found

    @property
    def may_judge(self) -> bool:
        return not self.problem and not self.reasons


def active_version(name: str) -> str:
    """The version that was chosen to judge, empty for the shipped one; whether it can is another matter."""
    row = ModelChoice.objects.filter(pk=name).first()
    return row.version if row else SHIPPED


def models_in_use() -> tuple[LocalModel, ...]:
    """The office's models that judge now. One that is missing or broken is left out: the shipped one judges."""
    chosen = dict(ModelChoice.objects.exclude(version=SHIPPED).values_list("name", "version"))
    found = (look_at(name, chosen[name]).ref for name in local_names() if name in chosen)
    return tuple(ref for ref in found if ref is not None)


def models_folder(name: str) -> Path:
    return Path(settings.HOME) / "models" / name


def candidate_folder(name: str, version: str) -> Path:
    """The folder of a version; what is no version leads nowhere."""
    return models_folder(name) / (version if _VERSION.fullmatch(version) else "-")


def look_at(name: str, version: str) -> Looked:
    """Load a taught model as judging does. Another version in the folder than it is called by is a problem."""
    found = look(name, candidate_folder(name, version))
    if found.ref is not None and found.ref.version != version:
        return Looked(None, None, f"the folder {version} of {name} holds another version")
    return found


def candidates(name: str) -> list[Candidate]:
    """All taught versions of a model, the newest first."""
    folder = models_folder(name)
    versions = [path.name for path in folder.glob("*") if _VERSION.fullmatch(path.name)] if folder.is_dir() else []
    found = [candidate(name, version) for version in versions]
    return sorted(found, key=lambda each: (str(each.report.get("trained_at", "")), each.version), reverse=True)


def candidate(name: str, version: str) -> Candidate:
    """One of them; it may be gone or broken, and says so."""
    return Candidate(name, version, _report(candidate_folder(name, version)), look_at(name, version).problem)


def _report(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / REPORT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    is_whole = isinstance(found, dict) and isinstance(found.get("gate"), dict) and "sets" in found
    return found if is_whole else {}
