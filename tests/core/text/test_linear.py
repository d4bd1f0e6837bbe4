from __future__ import annotations

from zlib import crc32

import numpy as np
import pytest

from tanggap.core.text.linear import LinearModel, LinearWeights

N_BITS = 10


@pytest.fixture
def model() -> LinearModel:
    """Two labels: the word "siap" speaks for the second."""
    idf = np.zeros(1 << N_BITS, np.float16)
    weight = np.zeros((1 << N_BITS, 2), np.float16)
    place = crc32(b"siap") & ((1 << N_BITS) - 1)
    idf[place], weight[place] = 1, (0, 3)
    return LinearModel(["a", "b"], LinearWeights(idf, weight, np.array([1.0, 0.0])))


def test_a_known_word_speaks_for_its_label(model: LinearModel) -> None:
    assert model.chances(["siap", "entah"])[1] > 0.85


def test_what_it_knows_nothing_of_is_left_to_the_bias(model: LinearModel) -> None:
    assert model.chances(["entah"]) == model.chances([]) == pytest.approx([0.7311, 0.2689], abs=1e-4)


def test_it_tells_which_words_spoke(model: LinearModel) -> None:
    assert model.says(["entah", "siap", "siap"], 1) == {"entah": 0.0, "siap": 1.5}
