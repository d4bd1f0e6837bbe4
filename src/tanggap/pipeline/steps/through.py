"""All steps one after the other in this process, without the queue: for the command line and for benchmarks."""

from __future__ import annotations

from tanggap.pipeline.context import load_context
from tanggap.pipeline.steps.grouping import group_due
from tanggap.pipeline.steps.grouping_engine import GroupingEngine
from tanggap.pipeline.steps.judging import BATCH as JUDGE_BATCH
from tanggap.pipeline.steps.judging import judge_due
from tanggap.pipeline.steps.matching import BATCH as MATCH_BATCH
from tanggap.pipeline.steps.matching import match_due
from tanggap.pipeline.steps.reading import read_pages


def work_through(engine: GroupingEngine | None = None) -> None:
    """Read, match, judge and group what waits, until nothing does. Pages to be tried again later are left."""
    while read_pages():
        pass
    while match_due()[0] >= MATCH_BATCH:
        pass
    context = load_context()
    while judge_due(context) >= JUDGE_BATCH:
        pass
    group_due(engine or GroupingEngine())
