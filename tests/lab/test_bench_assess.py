"""The benchmark of `tanggap assess` and the texts that it makes."""

from __future__ import annotations

import json

from tanggap.lab.bench import assess
from tanggap.lab.bench._texts import short_texts


def test_the_same_seed_makes_the_same_texts():
    assert short_texts(50) == short_texts(50)
    assert short_texts(50) != short_texts(50, seed=8)


def test_it_prints_one_figure(monkeypatch):
    monkeypatch.setattr(assess, "_N_TEXTS", 40)
    monkeypatch.setattr(assess, "_N_RUNS", 1)
    figure = json.loads(assess.run().as_json())
    assert (figure["name"], figure["unit"]) == ("assess", "texts/s")
    assert figure["value"] > 0
    assert set(figure["detail"]["texts_per_s_by_enricher"]) >= {"language", "sentiment", "places", "topics", "units"}
