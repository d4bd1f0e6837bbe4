"""Benchmarks: every module of this package with a function ``run() -> Figure`` is ``tanggap bench <module>``.

A figure is the median of several runs; a ratio is taken within one run. They are claims to look at, not tests.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import pkgutil
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from importlib.abc import SourceLoader
from typing import Any

from tanggap.core.errors import InvalidInput

# The file that says that a kept database is finished, and what is in it.
WRITTEN = "written.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """One benchmark's result: a headline `value` in `unit`, and whatever explains it in `detail`."""

    name: str
    value: float
    unit: str
    detail: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> str:
        """The figure as one JSON object on one line."""
        return json.dumps(asdict(self), ensure_ascii=False)


def names() -> list[str]:
    """Every benchmark there is."""
    return sorted(info.name for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_"))


def needs_database(name: str) -> bool:
    """Whether it wants an empty database of its own; asked without importing it, since Django may not be set up."""
    return "NEEDS_DATABASE = True" in _source(name)


def _source(name: str) -> str:
    spec = importlib.util.find_spec(f"{__name__}.{_checked(name)}")
    return (spec.loader.get_source(spec.name) or "") if spec and isinstance(spec.loader, SourceLoader) else ""


def keeps_database(name: str) -> bool:
    """Whether its database is dear to make and kept for the next run; asked without importing it."""
    return "KEEPS_DATABASE = True" in _source(name)


def run(name: str) -> Figure:
    """Run one benchmark by name."""
    module = importlib.import_module(f"{__name__}.{_checked(name)}")
    figure: Figure = module.run()
    return figure


def _checked(name: str) -> str:
    if name not in names():
        raise InvalidInput(f"there is no benchmark {name!r}; there are: {', '.join(names())}", field="name")
    return name


def median_seconds(work: Callable[[], object], *, n_runs: int = 5) -> float:
    """The median wall time of `work` in seconds over `n_runs` runs after one warm-up."""
    work()
    spans = []
    for _ in range(n_runs):
        began = time.perf_counter()
        work()
        spans.append(time.perf_counter() - began)
    return statistics.median(spans)
