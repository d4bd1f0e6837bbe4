"""Every job of the pipeline; the queue finds them by importing this package."""

from __future__ import annotations

import importlib
import pkgutil

for _info in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_info.name}")
importlib.import_module("tanggap.pipeline.schedule")
importlib.import_module("tanggap.pipeline.reactions")
