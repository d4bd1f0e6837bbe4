"""Models that an office taught itself, in place of the shipped ones where the context names them.

A folder holds ``model.json`` and ``model.npz`` of the shipped model's form (from ``tanggap train NAME --office``).
Loaded once per process; what is missing or broken is left out, and the shipped model judges.
"""

from __future__ import annotations

import hashlib
import json
import logging
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from tanggap.core.errors import InvalidInput
from tanggap.core.text.document import Context, LocalModel
from tanggap.core.text.linear import LinearModel
from tanggap.core.text.sentiment import SentimentModel
from tanggap.enrichers._models import MODELS, kind_model, metadata, read_linear, read_sentiment, sentiment_model

logger = logging.getLogger(__name__)

SETTINGS, ARRAYS = "model.json", "model.npz"
_READERS: dict[str, Callable[[Path], Any]] = {"sentiment": read_sentiment, "kind": read_linear}


@dataclass(frozen=True)
class Looked:
    """What was found in a folder: a model that works, or the sentence why not."""

    model: Any
    ref: LocalModel | None
    problem: str = ""


def local_names() -> list[str]:
    """Name the models that an office may replace."""
    return sorted(_READERS)


def digest_of(arrays: dict[str, Any], about: dict[str, Any]) -> str:
    """Twelve digits that change with the arrays and the settings: the version of a model."""
    digest = hashlib.sha256(json.dumps(about, sort_keys=True).encode())
    for name in sorted(arrays):
        digest.update(name.encode() + np.ascontiguousarray(arrays[name]).tobytes())
    return digest.hexdigest()[:12]


def look(name: str, folder: Path) -> Looked:
    """Load a model and check it against its version; once per process, and again when a file of it changed."""
    try:
        stats = [(folder / each).stat() for each in (SETTINGS, ARRAYS)]
    except OSError:
        return Looked(None, None, f"{folder} has no {SETTINGS} and {ARRAYS} that can be read")
    return _look(name, folder, tuple((stat.st_mtime_ns, stat.st_size) for stat in stats))


@lru_cache(maxsize=8)
def _look(name: str, folder: Path, stamps: tuple[tuple[int, int], ...]) -> Looked:
    try:
        about, arrays = metadata(folder), read_arrays(folder)
        version, _told = str(about.pop("version")), about.pop("training", None)
        check(name, arrays, about)
        if digest_of(arrays, about) != version:
            raise InvalidInput("what it holds is not what was trained")
        return Looked(_READERS[name](folder), LocalModel(name, version, str(folder)))
    except InvalidInput as error:
        problem = f"{folder}: {error}"
    except (OSError, ValueError, KeyError, AttributeError, TypeError, EOFError, zipfile.BadZipFile) as error:
        problem = f"{folder} cannot be read ({type(error).__name__})"
    logger.warning("models.left_out", extra={"model": name, "problem": problem})
    return Looked(None, None, problem)


def read_arrays(folder: Path) -> dict[str, Any]:
    """Read the arrays of a model, none of them a pickle."""
    with (folder / ARRAYS).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def check(name: str, arrays: dict[str, Any], about: dict[str, Any]) -> None:
    """Compare the form of a model with the shipped one's.

    Raises
    ------
    InvalidInput
        If it has other arrays or other labels, or holds what is no number.
    """
    shipped = _shipped_form(name)
    if {key: value.shape for key, value in arrays.items()} != shipped.shapes or about.get("labels") != shipped.labels:
        raise InvalidInput("it has another form than the shipped model")
    if not all(np.isfinite(value).all() for value in arrays.values()) or not 0 < float(about["temperature"]) < 100:
        raise InvalidInput("it holds what is no number")


@dataclass(frozen=True)
class _Form:
    shapes: dict[str, tuple[int, ...]]
    labels: list[str]


@lru_cache(maxsize=4)
def _shipped_form(name: str) -> _Form:
    shapes = {key: value.shape for key, value in read_arrays(MODELS / name).items()}
    return _Form(shapes, metadata(MODELS / name)["labels"])


def _local(name: str, context: Context) -> Any:
    """Give the office's model where the context names one that is still whole; None else."""
    ref = context.local(name)
    return look(name, Path(ref.folder)).model if ref else None


def sentiment_model_of(context: Context) -> SentimentModel:
    """Give the model of sentiment that judges in this context."""
    found: SentimentModel | None = _local("sentiment", context)
    return found or sentiment_model()


def kind_model_of(context: Context) -> LinearModel:
    """Give the model of kinds that judges in this context."""
    found: LinearModel | None = _local("kind", context)
    return found or kind_model()


def version_in(kind: str, shipped: str, context: Context) -> str:
    """Give the version of an enricher, which in this context may be that of the office's model."""
    ref = context.local(kind)
    return f"local-{ref.version}" if ref else shipped
