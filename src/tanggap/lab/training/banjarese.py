"""Makes the word lists of the Banjarese normaliser: the word map and the Indonesian words by frequency."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from tanggap.core.text.sentiment import split_clitic
from tanggap.core.text.tokens import words
from tanggap.lab.training.data import nusax, smsa

_MIN_COUNT = 2


def known_words(data: Path) -> list[str]:
    """Indonesian words seen at least twice in the training files, the most frequent first."""
    texts = [text for text, _ in smsa(data, "train") + nusax(data, "ind", "train")]
    counts = Counter(word for text in texts for word in split_clitic(words(text)) if word.isalpha())
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [word for word, count in ranked if count >= _MIN_COUNT]


def word_map(data: Path) -> dict[str, str]:
    """Single Banjarese words with their Indonesian word."""
    with (data / "bjn_ind" / "bjn_ind_wordmap.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["bjn"]: row["ind"] for row in rows if row["bjn"].isalpha() and row["ind"].isalpha()}


def train(data: Path, output: Path) -> dict[str, float]:
    """Write both lists; the figure is the share of unknown words in the Banjarese valid file, before and after."""
    from tanggap.enrichers._models import read_normaliser

    output.mkdir(parents=True, exist_ok=True)
    known = known_words(data)
    pairs = word_map(data)
    (output / "indonesian.txt").write_text("\n".join(known) + "\n", encoding="utf-8")
    lines = (f"{bjn}\t{ind}\n" for bjn, ind in sorted(pairs.items()))
    (output / "word_map.tsv").write_text("".join(lines), encoding="utf-8")
    normaliser = read_normaliser(output)
    seen = set(known)
    valid = [w for text, _ in nusax(data, "bjn", "valid") for w in split_clitic(words(text)) if w.isalpha()]
    before = sum(word not in seen for word in valid) / len(valid)
    after = sum(normaliser.word(word) not in seen for word in valid) / len(valid)
    return {"n_known": len(known), "n_pairs": len(pairs), "unknown_before": before, "unknown_after": after}
