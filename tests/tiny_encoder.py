"""A sentence encoder of a few words, built as an ONNX file with its tokenizer."""

from __future__ import annotations

from pathlib import Path

import numpy as np

VOCABULARY = {"<unk>": 0}
GOOD, BAD = ("bagus", "ramah", "cepat"), ("rusak", "kotor", "bau")
OTHER = ("rapat", "senin", "kantor", "jalan", "air", "petugas", "pelayanan")
VOCABULARY |= {word: number for number, word in enumerate((*GOOD, *BAD, *OTHER), 1)}


def vectors() -> np.ndarray:
    """Four numbers a word: good, bad, neither, and a little of its own."""
    rows = np.zeros((len(VOCABULARY), 4), np.float32)
    for word, number in VOCABULARY.items():
        rows[number, 0 if word in GOOD else 1 if word in BAD else 2] = 1
        rows[number, 3] = 0.01 * number
    return rows


def build_encoder(folder: Path, *, inputs: tuple[str, ...] = ("input_ids", "attention_mask")) -> Path:
    from onnx import TensorProto, checker, helper, numpy_helper, save
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer(models.WordLevel(VOCABULARY, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))

    graph = helper.make_graph(
        [helper.make_node("Gather", ["words", inputs[0]], ["last_hidden_state"], axis=0)],
        "tiny",
        [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "n"]) for name in inputs],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [1, "n", 4])],
        [numpy_helper.from_array(vectors(), "words")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    checker.check_model(model)
    save(model, folder / "model.onnx")
    return folder
