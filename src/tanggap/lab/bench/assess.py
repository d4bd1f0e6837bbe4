"""How many short texts a second one core judges: language, sentiment, topics, places and units."""

from __future__ import annotations

import resource
import statistics
import time

from tanggap.core.text.document import Document
from tanggap.enrichers import judge
from tanggap.enrichers._assessment import enrichers
from tanggap.enrichers.defaults import default_context
from tanggap.lab.bench import Figure, median_seconds
from tanggap.lab.bench._texts import short_texts

_N_TEXTS = 4_000
_N_RUNS = 5


def run() -> Figure:
    """Judge the same texts several times; the first run, which fills the word caches, is left out."""
    context = default_context()
    texts = short_texts(_N_TEXTS)
    documents = [Document(str(number), text) for number, text in enumerate(texts)]
    whole = median_seconds(lambda: judge(documents, context), n_runs=_N_RUNS)
    began = time.process_time()
    judge(documents, context)
    processor = time.process_time() - began
    alone = {
        kind: round(_N_TEXTS / median_seconds(lambda e=enricher: e.run(documents, context), n_runs=3))  # type: ignore[misc]
        for kind, enricher in enrichers().items()
    }
    return Figure(
        "assess",
        round(_N_TEXTS / whole, 1),
        "texts/s",
        {
            "n_texts": _N_TEXTS,
            "n_runs": _N_RUNS,
            "mean_characters": round(statistics.fmean(map(len, texts)), 1),
            # Beside the wall clock, because other programs may be at work on the machine.
            "texts_per_processor_s": round(_N_TEXTS / processor, 1),
            "texts_per_s_by_enricher": alone,
            "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        },
    )
