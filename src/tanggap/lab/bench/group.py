"""Grouping: titles a second on one core, full texts a second, and whether both stay flat.

The streams are generated. Speed is counted in CPU seconds of the one process, so that a busy machine does not
change it much; making the stream is not counted.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import count

from tanggap.core.grouping.stories import StoryGrouper
from tanggap.core.measure.clusters import bcubed, normalised_mutual_information
from tanggap.lab.bench import Figure
from tanggap.lab.bench._streams import NewsStream, Told

_SEED = 63
_N_RUNS = 3
_N_LONG = 300_000
_N_TITLES = 30_000
_N_TEXTS = 3_000
_N_BODY_WORDS = 215  # about 1,500 characters


def run() -> Figure:
    """Measure; takes about two minutes."""
    tenths, growth_mb = _long_run()
    titles = [_rate(NewsStream(_SEED + run).take(_N_TITLES)) for run in range(_N_RUNS)]
    texts = [_rate(NewsStream(_SEED + run, n_body_words=_N_BODY_WORDS).take(_N_TEXTS)) for run in range(_N_RUNS)]
    detail = {
        "full_texts_per_s": round(statistics.median(texts)),
        "long_run_titles": _N_LONG,
        "long_run_titles_per_s": round(_N_LONG / sum(_N_LONG / 10 / rate for rate in tenths)),
        # The first tenth begins with no story at all: its first three days are quicker than any later ones.
        "titles_per_s_by_tenth": [round(rate) for rate in tenths],
        "last_to_first_tenth": round(tenths[-1] / tenths[0], 2),
        "peak_memory_growth_mb_after_first_tenth": round(growth_mb, 1),
        "clock": "CPU seconds of one core, merge passes included",
        "quality_on_generated_stream": _quality(),
    }
    return Figure("group", round(statistics.median(titles)), "titles/s", detail)


def _rate(stream: Iterable[Told]) -> float:
    told = list(stream)
    began = time.process_time()
    _stories(told)
    return len(told) / (time.process_time() - began)


def _stories(told: Iterable[Told]) -> list[int]:
    grouper = StoryGrouper(new_id=count(1).__next__)
    stories: list[int] = []
    heirs: dict[int, int] = {}
    for one in told:
        stories.append(grouper.add(one.mention).story)
        if grouper.is_merge_due:
            heirs.update((merge.absorbed, merge.into) for merge in grouper.merge_pass())
    return [_survivor(story, heirs) for story in stories]


def _survivor(story: int, heirs: dict[int, int]) -> int:
    while story in heirs:
        story = heirs[story]
    return story


def _long_run() -> tuple[list[float], float]:
    """Titles a second in each tenth of a long stream, and the growth of peak memory from the first on."""
    grouper = StoryGrouper(new_id=count(1).__next__)
    stream = NewsStream(_SEED).take(_N_LONG)
    tenths, peaks = [], []
    for _ in range(10):
        spent_s = 0.0
        for chunk in _chunks(stream, _N_LONG // 10):
            began = time.process_time()
            for one in chunk:
                grouper.add(one.mention)
                if grouper.is_merge_due:
                    grouper.merge_pass()
            spent_s += time.process_time() - began
        tenths.append(_N_LONG / 10 / spent_s)
        peaks.append(_peak_memory_mb())
    return tenths, peaks[-1] - peaks[0]


def _chunks(stream: Iterator[Told], n: int, size: int = 2_000) -> Iterator[list[Told]]:
    for _ in range(n // size):
        yield [next(stream) for _ in range(size)]


def _peak_memory_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _quality() -> dict[str, float]:
    told = list(NewsStream(_SEED).take(_N_TITLES))
    truth, stories = [one.truth for one in told], _stories(told)
    return {
        "nmi": round(normalised_mutual_information(truth, stories), 3),
        "bcubed_f1": round(bcubed(truth, stories).f1, 3),
    }
