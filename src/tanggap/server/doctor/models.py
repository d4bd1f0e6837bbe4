"""The trained models that came with the package."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np

from tanggap.server.doctor.checks import Finding, Office, check, fail, ok
from tanggap.server.home import PACKAGE

FOLDER = PACKAGE / "enrichers" / "models"
_PAPERS = ("LICENSE", "MODEL_CARD.md")


@check("models")
def examine_models(office: Office) -> Finding:
    """Every model is whole, and has its licence and its card."""
    folders = sorted(path for path in FOLDER.iterdir() if path.is_dir() and not path.name.startswith(("_", ".")))
    problems = [problem for folder in folders for problem in problems_of(folder)]
    if not folders or problems:
        sentence = "; ".join(problems) or f"There is no model in {FOLDER}"
        return fail(f"{sentence}.", "Install Tanggap again; train your own models only with `tanggap train`.")
    return ok(f"{len(folders)} models are whole: {', '.join(folder.name for folder in folders)}.")


def problems_of(folder: Path) -> list[str]:
    """What is missing or cannot be read in the folder of one model."""
    found = [f"{folder.name} has no {paper}" for paper in _PAPERS if not (folder / paper).is_file()]
    contents = [path for path in sorted(folder.iterdir()) if path.is_file() and path.name not in _PAPERS]
    if not any(path.name != "NOTICE" for path in contents):
        found.append(f"{folder.name} is empty")
    return found + [f"{folder.name}/{path.name} cannot be read" for path in contents if not _is_readable(path)]


def _is_readable(path: Path) -> bool:
    try:
        if path.suffix in (".npz", ".npy"):
            _load_arrays(path)
        elif path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
        else:
            path.read_text(encoding="utf-8")
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
        return False
    return True


def _load_arrays(path: Path) -> None:
    loaded = np.load(path, allow_pickle=False)
    if isinstance(loaded, np.ndarray):
        return
    with loaded:
        for name in loaded.files:
            # Unpacking an array checks its sum.
            loaded[name]
