"""A sentence encoder in a local folder, blended with the fast model where an office has one.

The folder holds ``model.onnx``, ``tokenizer.json`` and ``head.npz`` (from ``tanggap train encoder-head``). Loaded once
per process; without it, or when anything in it is broken, judging goes on as if it were not there.
"""

from __future__ import annotations

import hashlib
import json
import logging
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tanggap.core.errors import InvalidInput
from tanggap.core.text.document import Context, Document, EncoderFolder
from tanggap.core.text.sentiment import LABELS, softmax

logger = logging.getLogger(__name__)

MODEL, TOKENIZER, HEAD = "model.onnx", "tokenizer.json", "head.npz"
MAX_TOKENS = 256
_MAX_CHARACTERS = 4_000
_INPUTS = frozenset({"input_ids", "attention_mask", "token_type_ids"})


class Encoder:
    """Turns texts into unit vectors: the mean over the tokens of the model's last layer.

    One text at a time and on one core: padding and threads would change the last digits, and so the judgement, with
    the company that a text keeps.
    """

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        self._session = onnxruntime.InferenceSession(folder / MODEL, options, providers=["CPUExecutionProvider"])
        self._inputs = {each.name for each in self._session.get_inputs()}
        if "input_ids" not in self._inputs or not self._inputs <= _INPUTS:
            raise InvalidInput(f"{MODEL} asks for other inputs than token numbers", field=MODEL)
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give `(len(texts), d)`; a text without tokens is a row of zeros."""
        rows = [self._row(text) for text in texts]
        width = max((row.size for row in rows), default=0)
        return np.stack([row if row.size else np.zeros(width, np.float32) for row in rows])

    def _row(self, text: str) -> NDArray[np.float32]:
        tokens = self._tokenizer.encode(_writable(text)[:_MAX_CHARACTERS])
        if not tokens.ids:
            return np.zeros(0, np.float32)
        given = {"input_ids": tokens.ids, "attention_mask": tokens.attention_mask, "token_type_ids": tokens.type_ids}
        fed = {name: np.array([given[name]], np.int64) for name in self._inputs}
        [layer] = self._session.run([self._session.get_outputs()[0].name], fed)
        mean = np.asarray(layer, np.float32).reshape(-1, layer.shape[-1]).mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), np.float32)


def _writable(text: str) -> str:
    """Half a surrogate pair is no text for a tokenizer."""
    return text.encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True)
class Head:
    """A linear model over the vectors of one encoder.

    Attributes
    ----------
    weight, bias
        `(d, 3)` and `(3,)`.
    blend
        How much it counts beside the fast model, in [0, 1].
    encoder
        Digest of the encoder's files: with other vectors the weights mean nothing.
    """

    weight: NDArray[np.float32]
    bias: NDArray[np.float32]
    blend: float
    encoder: str

    def chances(self, vector: NDArray[np.float32]) -> list[float]:
        """Probability of each label."""
        return softmax((vector @ self.weight + self.bias).tolist())


def write_head(folder: Path, head: Head) -> None:
    """Write ``head.npz``: arrays, never a pickle."""
    draft = folder / f".draft-{HEAD}"
    about = np.array(json.dumps({"labels": LABELS, "blend": head.blend, "encoder": head.encoder}))
    np.savez(draft, weight=head.weight, bias=head.bias, about=about)
    draft.replace(folder / HEAD)


def read_head(folder: Path) -> Head:
    """Read ``head.npz``."""
    with (folder / HEAD).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        about: dict[str, Any] = json.loads(str(arrays["about"]))
        head = Head(arrays["weight"], arrays["bias"], float(about["blend"]), str(about["encoder"]))
    if head.weight.ndim != 2 or head.weight.shape[1] != len(LABELS) or not 0 <= head.blend <= 1:
        raise InvalidInput(f"{HEAD} has another form", field=HEAD)
    return head


def encoder_digest(folder: Path) -> str:
    """Twelve digits that change with the encoder's files."""
    digest = hashlib.sha256()
    for path in (folder / TOKENIZER, *sorted(folder.glob(f"{MODEL}*"))):
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:12]


@dataclass(frozen=True)
class Blended:
    """An encoder with its head."""

    encoder: Encoder
    head: Head

    def blend(self, document: Document, fast: Sequence[float]) -> list[float]:
        """Blend the fast model's chances with the head's."""
        [vector] = self.encoder.encode([f"{document.title}\n{document.text}" if document.title else document.text])
        if not vector.any():
            return list(fast)
        share = self.head.blend
        own = self.head.chances(vector)
        return [(1 - share) * a + share * b for a, b in zip(fast, own, strict=True)]


@dataclass(frozen=True)
class Looked:
    """What was found in a folder: something that works, or the sentence why not."""

    blended: Blended | None
    ref: EncoderFolder | None
    problem: str = ""


def look(folder: str) -> Looked:
    """Load the encoder of a folder and try it; once per process, and again when a file of it changed."""
    path = Path(folder)
    names = (MODEL, TOKENIZER, HEAD)
    try:
        stamps = tuple((path / name).stat().st_mtime_ns for name in names)
    except OSError:
        missing = ", ".join(name for name in names if not (path / name).is_file())
        return Looked(None, None, f"{folder} has no {missing or 'readable files'}")
    return _look(path, stamps)


@lru_cache(maxsize=2)
def _look(path: Path, stamps: tuple[int, ...]) -> Looked:
    try:
        return _load(path)
    except ImportError:
        problem = "onnxruntime and tokenizers are not installed: pip install 'tanggap[encoder]'"
    except InvalidInput as error:
        problem = str(error)
    except Exception as error:  # noqa: BLE001 the libraries raise what they like over a broken file
        problem = f"{path} cannot be loaded ({type(error).__name__})"
    logger.warning("encoder.left_out", extra={"problem": problem})
    return Looked(None, None, problem)


def _load(path: Path) -> Looked:
    try:
        head = read_head(path)
    except (ValueError, KeyError, EOFError, zipfile.BadZipFile):
        raise InvalidInput(f"{path / HEAD} cannot be read: train it again", field=HEAD) from None
    if head.encoder != encoder_digest(path):
        raise InvalidInput(f"{path / HEAD} was trained for another model: train it again", field=HEAD)
    blended = Blended(Encoder(path), head)
    blended.blend(Document("", "percobaan"), [1 / 3] * 3)
    version = hashlib.sha256((path / HEAD).read_bytes()).hexdigest()[:12]
    return Looked(blended, EncoderFolder(str(path), version))


def blended_of(context: Context) -> Blended | None:
    """Give the encoder that a context names; None where it names none, or it is gone since."""
    return look(context.encoder.path).blended if context.encoder else None
