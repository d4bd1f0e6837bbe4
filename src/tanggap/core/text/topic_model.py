"""How likely each topic is in a text: what the keyword rules say, weighed, and what the other words add."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tanggap.core.text.subwords import word_number, word_numbers
from tanggap.core.text.topics import MAX_TOPICS, Spoken

Floats = NDArray[np.float64]

# The lowest chance at which a topic is named: of the thresholds, the one with the best F1 by folds.
LIKELY = 0.25
SIGNS = ("words", "share", "in_title", "early", "rival", "length")
_IN_TITLE, _EARLY, _RIVAL = 2, 3, 4


@dataclass(frozen=True)
class TopicWeights:
    """The arrays of a model.

    Attributes
    ----------
    idf
        `(2**n_bits,)`, inverse document frequency of each stem's number, zero where it was too rare; float16.
    word_weight
        `(2**n_bits, n_topics)`, already multiplied by the idf; float16.
    bias
        `(n_topics,)`.
    sign_weight
        `(len(SIGNS),)`, the same for every topic.
    """

    idf: NDArray[np.float16]
    word_weight: NDArray[np.float16]
    bias: Floats
    sign_weight: Floats


class TopicModel:
    """Gives the chance of each topic, each for itself: a text may have several, or none."""

    def __init__(self, topics: Sequence[str], weights: TopicWeights) -> None:
        self.topics = tuple(topics)
        self._n_bits = len(weights.idf).bit_length() - 1
        self._squared = weights.idf.astype(np.float32) ** 2
        self._weight = weights.word_weight.astype(np.float32)
        self._bias = weights.bias
        self._signs = weights.sign_weight.tolist()
        self._place = {topic: place for place, topic in enumerate(self.topics)}

    def chances(self, spoken: Spoken, lengths: Sequence[int]) -> dict[str, float]:
        """Give the chance of each topic, 0 to 1; `lengths` are the characters of each field (title, body)."""
        numbers = word_numbers(spoken.stems, self._n_bits)
        length = math.sqrt(float(self._squared[numbers].sum())) or 1.0
        scores = self._bias + self._weight[numbers].sum(axis=0, dtype=np.float64) / length
        scores += self._by_rules(spoken, lengths)
        return dict(zip(self.topics, (1 / (1 + np.exp(-scores))).tolist(), strict=True))

    def _by_rules(self, spoken: Spoken, lengths: Sequence[int]) -> Floats:
        found, rival = signs(spoken, lengths)
        added = np.full(len(self.topics), rival * self._signs[_RIVAL])
        for topic, own in found.items():
            if topic in self._place:
                added[self._place[topic]] = sum(map(operator.mul, own, self._signs))
        return added

    def says(self, words: Sequence[str], topic: str) -> dict[str, float]:
        """Tell how much each different stem alone speaks for a topic."""
        different = tuple(dict.fromkeys(words))
        own = self._weight[[word_number(word, self._n_bits) for word in different], self._place[topic]]
        return dict(zip(different, own.tolist(), strict=True))


def likely(chances: Mapping[str, float]) -> dict[str, float]:
    """Choose the topics that are likely enough, the likeliest first, and not too many."""
    enough = [item for item in chances.items() if item[1] >= LIKELY]
    return dict(sorted(enough, key=lambda item: (-item[1], item[0]))[:MAX_TOPICS])


def signs(spoken: Spoken, lengths: Sequence[int]) -> tuple[dict[str, list[float]], float]:
    """Tell what the rules say of each topic of which a word is there, by `SIGNS`; and the `rival` of any other.

    `words`: logarithm of one and the topic's score; `share` of the highest score; `in_title`: whether a word stands
    there; `early`: 1 where the first word opens the text, 0 at its end; `rival`: logarithm of one and the highest
    score of another topic; `length`: logarithm of one and the words of the text. All are 0 for a topic without a
    word, but for its rival.
    """
    if not spoken.scores:
        return {}, 0.0
    best, *others = sorted(spoken.scores.values(), reverse=True)
    second, length = others[0] if others else 0.0, math.log1p(len(spoken.stems))
    found = {
        topic: [math.log1p(score), score / best, 0.0, 0.0, math.log1p(second if score == best else best), length]
        for topic, score in spoken.scores.items()
    }
    total = max(1, sum(lengths))
    for hit in spoken.hits:
        row = found[hit.topic]
        row[_IN_TITLE] = max(row[_IN_TITLE], float(hit.field == 0))
        row[_EARLY] = max(row[_EARLY], 1 - (sum(lengths[: hit.field]) + hit.start) / total)
    return found, math.log1p(best)


def signs_of_all(spoken: Spoken, lengths: Sequence[int], topics: Sequence[str]) -> Floats:
    """Give the signs of these topics, `(n_topics, len(SIGNS))`."""
    found, rival = signs(spoken, lengths)
    without = [0.0] * len(SIGNS)
    without[_RIVAL] = rival
    return np.array([found.get(topic, without) for topic in topics])
