"""Scores the running judgements against the simulator's truth, without a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

from tanggap.core.grouping.live import GroupingText
from tanggap.core.grouping.stories import StoryGrouper
from tanggap.core.measure.clusters import Agreement, bcubed, normalised_mutual_information, pairwise
from tanggap.core.text.document import Document
from tanggap.core.text.places import PlaceMatcher
from tanggap.core.text.watching import WatchMatch, WatchMatcher, WatchRule
from tanggap.lab.simulator import DEVELOPMENT_SEEDS, FULL, SEALED_SEEDS, Size, Text, simulate
from tanggap.lab.simulator.watches import WATCHES

# A fixed end: figures of two days must be comparable.
END = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
N_OUTLETS = 23
MARK = "DATA SIMULASI"


def score(what: str, *, sealed: bool = False, size: Size = FULL) -> dict[str, Any]:
    """Figures of each seed and their means. `what`: grouping, places, topics or relevance."""
    seeds = SEALED_SEEDS if sealed else DEVELOPMENT_SEEDS
    figures = [_SCORES[what](simulate(now=END, seed=seed, n_outlets=N_OUTLETS, size=size)) for seed in seeds]
    names = [name for name in figures[0] if name != "n"]
    return {
        "what": what,
        "mark": MARK,
        "seeds": "sealed" if sealed else "development",
        "n_seeds": len(seeds),
        "n": sum(one["n"] for one in figures),
        **{name: round(sum(one[name] for one in figures) / len(figures), 4) for name in names},
        "lowest": {name: round(min(one[name] for one in figures), 4) for name in names},
    }


def _grouping(texts: Sequence[Text]) -> dict[str, float]:
    """All watched texts in the order in which they appeared, months before included."""
    told = [text for text in texts if text.is_watched]
    grouper = StoryGrouper(new_id=count(1).__next__)
    found: list[int] = []
    heirs: dict[int, int] = {}
    for text in told:
        mention = GroupingText(text.title, "\n".join(text.paragraphs), text.published_at.timestamp())
        found.append(grouper.add(mention).story)
        if grouper.is_merge_due:
            heirs.update((merge.absorbed, merge.into) for merge in grouper.merge_pass())
    while merges := grouper.merge_pass():
        heirs.update((merge.absorbed, merge.into) for merge in merges)
    groups = [_survivor(story, heirs) for story in found]
    truth = [text.story for text in told]
    articles = [index for index, text in enumerate(told) if text.role not in ("post", "history")]
    of_articles = bcubed([truth[index] for index in articles], [groups[index] for index in articles])
    return {
        "n": len(told),
        "nmi": normalised_mutual_information(truth, groups),
        "bcubed_f1": bcubed(truth, groups).f1,
        "pair_precision": pairwise(truth, groups).precision,
        "pair_recall": pairwise(truth, groups).recall,
        "bcubed_f1_articles": of_articles.f1,
    }


def _survivor(story: int, heirs: dict[int, int]) -> int:
    while story in heirs:
        story = heirs[story]
    return story


def _documents(texts: Sequence[Text]) -> list[Document]:
    return [Document(str(text.number), "\n".join(text.paragraphs), text.title) for text in texts]


def _places(texts: Sequence[Text]) -> dict[str, float]:
    """The regency of each text; one that lies elsewhere should get none."""
    from tanggap.enrichers.defaults import default_context
    from tanggap.enrichers.places import plugin

    judged = plugin.run(_documents(texts), default_context())
    found = [set(one.values["region_codes"]) for one in judged]
    regencies = [{code for code in codes if len(code) == 5} for codes in found]
    pairs = [
        ({text.region} if len(text.region) == 5 else set(), codes) for text, codes in zip(texts, regencies, strict=True)
    ]
    return {"n": len(texts), **_of_sets(pairs)}


def _topics(texts: Sequence[Text]) -> dict[str, float]:
    """The topics of each watched text against those of its story, and whether the first is what it is about."""
    from tanggap.enrichers.defaults import default_context
    from tanggap.enrichers.topics import plugin

    about = [text for text in texts if text.topics]
    judged = [list(one.values["topics"]) for one in plugin.run(_documents(about), default_context())]
    pairs = [(set(text.topics), set(topics)) for text, topics in zip(about, judged, strict=True)]
    is_found = [text.topics[0] in topics for text, topics in zip(about, judged, strict=True)]
    is_first = [topics[:1] == [text.topics[0]] for text, topics in zip(about, judged, strict=True)]
    shares = {"main_found": sum(is_found) / len(about), "main_first": sum(is_first) / len(about)}
    return {"n": len(about), **_of_sets(pairs), **shares}


def _relevance(texts: Sequence[Text]) -> dict[str, float]:
    """The demo's watches against what concerns the province; how many namesakes are refused."""
    met = [bool(matches) for matches in _watched(texts)]
    pairs = [
        ({1} if text.is_watched else set(), {1} if is_met else set()) for text, is_met in zip(texts, met, strict=True)
    ]
    namesakes = [is_met for text, is_met in zip(texts, met, strict=True) if text.role == "namesake"]
    refused = 1 - sum(namesakes) / len(namesakes)
    return {"n": len(texts), **_of_sets(pairs), "namesakes_refused": refused}


def _watched(texts: Sequence[Text]) -> Iterator[list[WatchMatch]]:
    """What each text meets, as the office would match it."""
    from tanggap.enrichers.defaults import default_context

    context = default_context()
    rules = [
        WatchRule(watch.name, tuple(watch.any_of), tuple(watch.none_of), tuple(watch.region_codes)) for watch in WATCHES
    ]
    names = [(place.code, name) for place in context.places for name in (place.name, *place.aliases)]
    matcher = WatchMatcher(rules, names, PlaceMatcher(context))
    return (matcher.match(text.title, "\n".join(text.paragraphs)) for text in texts)


def _of_sets(pairs: Sequence[tuple[set[Any], set[Any]]]) -> dict[str, float]:
    n_both = sum(len(truth & found) for truth, found in pairs)
    n_true, n_found = sum(len(truth) for truth, _ in pairs), sum(len(found) for _, found in pairs)
    agreement = Agreement(n_both / n_found if n_found else 1.0, n_both / n_true if n_true else 1.0)
    return {"precision": agreement.precision, "recall": agreement.recall, "f1": agreement.f1}


_SCORES: dict[str, Callable[[Sequence[Text]], dict[str, float]]] = {
    "grouping": _grouping,
    "places": _places,
    "topics": _topics,
    "relevance": _relevance,
}
