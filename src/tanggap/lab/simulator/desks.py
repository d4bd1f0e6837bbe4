"""The desks at work: reports, copies, rewrites, later reports, corrections, paid texts, and what people post."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import accumulate, count

from tanggap.lab.simulator.arrivals import CITIZENS, PRESS, burst
from tanggap.lab.simulator.data import read_data, sentence
from tanggap.lab.simulator.manners import Draft, Manner, manner_of, manners, write
from tanggap.lab.simulator.stories import Story
from tanggap.lab.simulator.texts import Text
from tanggap.lab.simulator.typing_habits import as_typed

COPY_SHARE, REWRITE_SHARE, LATER_SHARE, PAID_SHARE = 0.18, 0.12, 0.22, 0.02
# Of the later reports, how many correct a number; of the copies, how many get a headline of their own.
_CORRECTION_SHARE, _OWN_HEADLINE_SHARE = 0.3, 0.4
_BANJARESE_SHARE, _AFTER_ARTICLE_SHARE = 0.55, 0.75
_LATER = timedelta(hours=6)
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Told:
    """A report with what it was made of, so that another desk can tell the same in its own words."""

    text: Text
    lead: str
    facts: tuple[int, ...]


class Desks:
    """All desks of one simulated press; `n_outlets` of them write, some more than others."""

    def __init__(self, *, now: datetime, n_outlets: int, chance: random.Random) -> None:
        self.now = now
        self.chance = chance
        self.next_number = count(1).__next__
        shares = (0.7 + 0.6 * (outlet * 7 % n_outlets) / n_outlets for outlet in range(n_outlets))
        self._outlets = range(n_outlets)
        self._shares = tuple(accumulate(shares))

    def outlet(self) -> int:
        return self.chance.choices(self._outlets, cum_weights=self._shares)[0]

    def articles(self, story: Story, n: int) -> list[Text]:
        """`n` articles about one story."""
        told: list[_Told] = []
        texts: list[Text] = []
        for _ in range(n):
            outlet, draw = self.outlet(), self.chance.random()
            others = [one for one in told if one.text.outlet != outlet]
            if others and draw < COPY_SHARE + REWRITE_SHARE:
                again = self._copy if draw < COPY_SHARE else self._rewrite
                texts.append(again(self.chance.choice(others), story, outlet))
            elif len(told) > 1 and draw > 1 - LATER_SHARE - PAID_SHARE:
                later = self._later if draw > 1 - LATER_SHARE else self._paid
                texts.append(later(story, outlet, self._later_than(told)))
            else:
                told.append(self._report(story, outlet))
                texts.append(told[-1].text)
        return texts

    def posts(self, story: Story, articles: list[Text], n: int) -> Iterator[Text]:
        """What people write about one story, most of it soon after an article."""
        start = self.now - timedelta(hours=story.age_h)
        for _ in range(n):
            is_banjarese = bool(story.banjarese) and self.chance.random() < _BANJARESE_SHARE
            words = self.chance.choice(story.banjarese if is_banjarese else story.comments)
            if articles and self.chance.random() < _AFTER_ARTICLE_SHARE:
                after, mean_h = self.chance.choice(articles).published_at, 5.0
            else:
                after, mean_h = start, 18.0
            at = burst(after, self.now, mean_h=mean_h, rhythm=CITIZENS, chance=self.chance)
            yield self._text(
                story, "post", -1, "", (as_typed(words, self.chance),), at, language="bjn" if is_banjarese else "ind"
            )  # fmt: skip

    def told_once(self, story: Story, at: datetime, *, role: str) -> Text:
        """One report that came by upload, in anybody's manner."""
        manner = self.chance.choice(manners())
        _indices, wordings = self._facts(story, manner)
        title, paragraphs = self._written(
            story, self.chance.choice(story.titles), self.chance.choice(story.leads), wordings, at, manner
        )  # fmt: skip
        return self._text(story, role, -1, title, paragraphs, at)

    def _at(self, story: Story) -> datetime:
        start = self.now - timedelta(hours=story.age_h)
        return burst(start, self.now, mean_h=9.0, rhythm=PRESS, chance=self.chance)

    def _later_than(self, told: list[_Told]) -> datetime:
        """Some hours, at times days, after the first report."""
        first = min(one.text.published_at for one in told)
        start = first + min(_LATER, (self.now - first) / 2)
        return burst(start, self.now, mean_h=40.0, rhythm=PRESS, chance=self.chance)

    def _text(
        self, story: Story, role: str, outlet: int, title: str, paragraphs: tuple[str, ...], at: datetime,
        *, original: int = 0, language: str = "ind",
    ) -> Text:  # fmt: skip
        return Text(
            story.key, role, outlet, title, paragraphs, at, story.region, story.topics, original, language,
            number=self.next_number(),
        )  # fmt: skip

    def _facts(self, story: Story, manner: Manner) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """Which facts are told, and in which wordings."""
        n_facts = min(self.chance.randint(*manner.n_facts), len(story.facts))
        indices = tuple(self.chance.sample(range(len(story.facts)), n_facts))
        return indices, tuple(self.chance.choice(story.facts[index]) for index in indices)

    def _written(
        self, story: Story, title: str, lead: str, facts: tuple[str, ...], at: datetime, manner: Manner,
        closing: str = "",
    ) -> tuple[str, tuple[str, ...]]:  # fmt: skip
        closings = read_data("manners")["closings"]
        if not closing and self.chance.random() < closings["share"]:
            closing = sentence(self.chance.choice(closings["texts"]), {"office": story.office})
        draft = Draft(title, lead, facts, story.town, at, story.names, closing)
        return write(draft, manner, self.chance)

    def _report(self, story: Story, outlet: int) -> _Told:
        at, lead = self._at(story), self.chance.choice(story.leads)
        indices, wordings = self._facts(story, manner_of(outlet))
        title, paragraphs = self._written(
            story, self.chance.choice(story.titles), lead, wordings, at, manner_of(outlet)
        )  # fmt: skip
        return _Told(self._text(story, "report", outlet, title, paragraphs, at), lead, indices)

    def _soon_after(self, original: Text) -> datetime:
        return min(self.now, original.published_at + timedelta(minutes=self.chance.randint(4, 180)))

    def _copy(self, original: _Told, story: Story, outlet: int) -> Text:
        """A syndicated text word for word, at times under another headline."""
        title = original.text.title
        if self.chance.random() < _OWN_HEADLINE_SHARE:
            title = self.chance.choice(story.titles)
        return replace(
            original.text, role="copy", outlet=outlet, title=title, published_at=self._soon_after(original.text),
            original=original.text.number, number=self.next_number(),
        )  # fmt: skip

    def _rewrite(self, original: _Told, story: Story, outlet: int) -> Text:
        """The same facts in another desk's words, order and manner."""
        at = self._soon_after(original.text)
        lead = self.chance.choice([lead for lead in story.leads if lead != original.lead] or story.leads)
        indices = self.chance.sample(original.facts, len(original.facts))
        wordings = tuple(self.chance.choice(story.facts[index]) for index in indices)
        manner = manner_of(outlet)
        title, paragraphs = self._written(story, self.chance.choice(story.titles), lead, wordings, at, manner)
        return self._text(story, "rewrite", outlet, title, paragraphs, at, original=original.text.number)

    def _later(self, story: Story, outlet: int, at: datetime) -> Text:
        """What became of it; some of these put a number right."""
        manner = manner_of(outlet)
        is_correction = bool(story.corrections) and self.chance.random() < _CORRECTION_SHARE
        lead = self.chance.choice(story.corrections if is_correction else story.follow or story.leads)
        role = "correction" if is_correction else "followup"
        _indices, wordings = self._facts(story, manner)
        if is_correction:
            # What repeats the wrong number would contradict the correction.
            told = set(_NUMBER.findall(lead))
            wordings = tuple(wording for wording in wordings if not told & set(_NUMBER.findall(wording)))
        title, paragraphs = self._written(story, self.chance.choice(story.titles), lead, wordings, at, manner)
        return self._text(story, role, outlet, title, paragraphs, at)

    def _paid(self, story: Story, outlet: int, at: datetime) -> Text:
        """Praise of the office concerned, marked as paid for."""
        paid = read_data("manners")["paid"]
        values = {"office": story.office, "work": story.work, "Work": story.work.title()}
        title, lead, praise, mark = (
            sentence(self.chance.choice(paid[name]), values) for name in ("titles", "leads", "praise", "marks")
        )
        _indices, wordings = self._facts(story, manner_of(outlet))
        title, paragraphs = self._written(
            story, title, lead, (*wordings[:2], praise), at, manner_of(outlet), closing=mark
        )  # fmt: skip
        return self._text(story, "advertorial", outlet, title, paragraphs, at)
