"""What the next hours may bring to a story, by the shipped tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from tanggap.core.signals.forecast import Forecast, features_of
from tanggap.enrichers._models import forecast_tables

if TYPE_CHECKING:
    from tanggap.stories.models import Story


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """One horizon: so many texts and so many outlets that did not tell the story yet."""

    texts: Forecast
    outlets: Forecast

    @property
    def horizon_h(self) -> int:
        return self.texts.horizon_h


def forecasts_of(story: Story, course: Sequence[int], now: datetime) -> list[ForecastRow]:
    """Every horizon; none where too little came in the last day."""
    hour = timezone.localtime(now).hour
    age_h = (now - story.first_at) / timedelta(hours=1)
    features = features_of(course, age_h=age_h, hour=hour, n_outlets=story.n_outlets)
    if features is None:
        return []
    tables = forecast_tables()
    texts, outlets = tables["texts"].forecast(features), tables["outlets"].forecast(features)
    return [ForecastRow(one, other.at_most(one)) for one, other in zip(texts, outlets, strict=True)]
