"""Trains the model of tone towards a unit or programme on the dev part of our labelled set, names masked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tanggap.core.text.document import Context
from tanggap.core.text.gazetteer import Gazetteer, phrase
from tanggap.core.text.targets import Naming, Target, TargetKind, find_targets
from tanggap.core.text.tokens import tokenise
from tanggap.enrichers._models import normaliser
from tanggap.enrichers._registers import fields
from tanggap.enrichers._targets import namings, targets, words_towards
from tanggap.lab.labelled import LabelledText, load
from tanggap.lab.training import kind as kinds
from tanggap.lab.training import linear

TONES = ("negative", "neutral", "positive")
SETTINGS = linear.Settings(TONES, c=8.0, n_bits=18)
PROGRAMME = "program:"
# A text that speaks of no office teaches how praise and blame sound, but not towards whom.
_WEIGHT_WITHOUT_TARGET = 0.6


def examples(
    texts: Sequence[LabelledText], kinds_of_texts: Sequence[str], context: Context
) -> tuple[list[linear.Example], list[linear.Example]]:
    """One example per labelled target, and one per text that has none, which only teaches."""
    towards: list[linear.Example] = []
    without: list[linear.Example] = []
    for text, kind in zip(texts, kinds_of_texts, strict=True):
        if text.label.targets:
            towards += _towards(text, kind, context)
        else:
            words = words_towards(text.document, context, None, [], normaliser())
            without.append(linear.Example(words, text.label.sentiment, text.event, _WEIGHT_WITHOUT_TARGET))
    return towards, without


def _towards(text: LabelledText, kind: str, context: Context) -> Iterator[linear.Example]:
    for labelled in text.label.targets:
        key = labelled.target
        if key.startswith(PROGRAMME):
            own = list(programme_namings(text, key.removeprefix(PROGRAMME)))
            found = find_targets(fields(text.document), [*namings(text.document, context), *own])
        else:
            found = targets(text.document, context, kind)
        words = words_towards(text.document, context, _of(found, key), found, normaliser())
        yield linear.Example(words, labelled.tone, text.event)


def _of(found: Sequence[Target], key: str) -> Target | None:
    return next((each for each in found if each.key == key), None)


def programme_namings(text: LabelledText, name: str) -> Iterator[Naming]:
    """Find the places where a text names a programme by these words."""
    names = Gazetteer({phrase(name): [name]})
    for number, field in enumerate(fields(text.document)):
        tokens = tokenise(field)
        for hit in names.longest(tokens):
            yield Naming(TargetKind.PROGRAMME, PROGRAMME + name, "", number, *tokens.span(hit.first, hit.last))


def _learned_from() -> tuple[list[linear.Example], list[linear.Example]]:
    from tanggap.enrichers.defaults import default_context

    texts = load("dev")
    return examples(texts, kinds.guesses(texts), default_context())


def dev_figures() -> dict[str, Any]:
    """Score the shipped settings on the dev part: the labelled targets, each by a model that never saw its event."""
    from tanggap.enrichers._models import MODELS, metadata

    towards, without = _learned_from()
    chances = linear.out_of_fold([*towards, *without], SETTINGS)[: len(towards)]
    return linear.figures(towards, linear.heated(chances, metadata(MODELS / "tone")["temperature"]), TONES)


def train(output: Path) -> dict[str, Any]:
    """Write the model and give what the folds show; same data, same arrays."""
    towards, without = _learned_from()
    every = [*towards, *without]
    chances = linear.out_of_fold(every, SETTINGS)[: len(towards)]
    temperature = linear.best_temperature(chances, [TONES.index(each.label) for each in towards])
    linear.write(output, linear.fit(every, SETTINGS), SETTINGS, temperature, len(every))
    return {"temperature": temperature, **linear.figures(towards, linear.heated(chances, temperature), TONES)}
