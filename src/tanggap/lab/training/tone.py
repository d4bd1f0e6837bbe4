"""Trains the model of tone towards a unit or programme on the dev part of our labelled set, names masked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tanggap.core.measure.bootstrap import interval
from tanggap.core.measure.classification import f1_of_counts as f1
from tanggap.core.measure.classification import macro_f1
from tanggap.core.text.document import Context
from tanggap.core.text.gazetteer import Gazetteer, phrase
from tanggap.core.text.stance import stance
from tanggap.core.text.targets import Naming, Target, TargetKind, find_targets
from tanggap.core.text.tokens import tokenise
from tanggap.enrichers._models import normaliser
from tanggap.enrichers._registers import fields
from tanggap.enrichers._targets import namings, targets, words_towards
from tanggap.lab.labelled import LabelledText, load
from tanggap.lab.labelled import Target as Labelled
from tanggap.lab.training import kind as kinds
from tanggap.lab.training import linear

TONES = ("negative", "neutral", "positive")
SETTINGS = linear.Settings(TONES, c=8.0, n_bits=18)
PROGRAMME = "program:"
# A text that speaks of no office teaches how praise and blame sound, but not towards whom.
_WEIGHT_WITHOUT_TARGET = 0.6
_SEED = 63


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
    """Score the shipped settings on the dev part.

    The tone of the labelled targets, each by a model that never saw its event; and beside it the `targets` found (F1
    of units), units found with the right tone (`whole`, F1), and the `stance` towards the programmes labelled, by
    rules that were written with these texts in sight.
    """
    from tanggap.enrichers._models import MODELS, metadata
    from tanggap.enrichers.defaults import default_context

    texts, context = load("dev"), default_context()
    kinds_of_texts = kinds.guesses(texts)
    towards, without = examples(texts, kinds_of_texts, context)
    chances = linear.out_of_fold([*towards, *without], SETTINGS)[: len(towards)]
    guesses = [TONES[int(row.argmax())] for row in chances]
    return {
        **linear.figures(towards, linear.heated(chances, metadata(MODELS / "tone")["temperature"]), TONES),
        **_units(texts, kinds_of_texts, context, guesses),
        "stance": _stance(texts, kinds_of_texts, towards, guesses),
    }


def _labelled(texts: Sequence[LabelledText]) -> list[tuple[int, Labelled]]:
    """Every labelled target with the number of its text, in the order of `examples`."""
    return [(number, target) for number, text in enumerate(texts) for target in text.label.targets]


def _units(
    texts: Sequence[LabelledText], kinds_of_texts: Sequence[str], context: Context, guesses: Sequence[str]
) -> dict[str, Any]:
    """F1 of the units found, and of those found with the right tone, with intervals over events."""
    guessed = {(number, each.target): guess for (number, each), guess in zip(_labelled(texts), guesses, strict=True)}
    counts: dict[str, dict[str, Counter[str]]] = {name: defaultdict(Counter) for name in ("targets", "whole")}
    for number, (text, kind) in enumerate(zip(texts, kinds_of_texts, strict=True)):
        found = {each.key for each in targets(text.document, context, kind) if each.kind is TargetKind.UNIT}
        true = {each.target: each.tone for each in text.label.targets if not each.target.startswith(PROGRAMME)}
        right = {key for key in found & set(true) if guessed[number, key] == true[key]}
        for name, both in (("targets", found & set(true)), ("whole", right)):
            n_alone = len(found) + len(true) - 2 * len(both)
            counts[name][text.event] += Counter(both=len(both), one=n_alone)
    return {name: _f1_with_interval(list(by_event.values())) for name, by_event in counts.items()}


def _f1_with_interval(counts: list[Counter[str]]) -> dict[str, Any]:
    ends = interval(counts, f1, seed=_SEED)
    return {"f1": round(f1(counts), 4), "interval": [round(end, 4) for end in ends]}


def _stance(
    texts: Sequence[LabelledText],
    kinds_of_texts: Sequence[str],
    towards: Sequence[linear.Example],
    guesses: Sequence[str],
) -> dict[str, Any]:
    rows = [
        (each.stance, stance(guess, kinds_of_texts[number], example.words))
        for (number, each), example, guess in zip(_labelled(texts), towards, guesses, strict=True)
        if each.stance
    ]
    truth, found = zip(*rows, strict=True)
    share = sum(t == f for t, f in rows) / len(rows)
    return {"n": len(rows), "right": round(share, 4), "macro_f1": round(macro_f1(truth, found), 4)}


def train(output: Path) -> dict[str, Any]:
    """Write the model and give what the folds show; same data, same arrays."""
    towards, without = _learned_from()
    every = [*towards, *without]
    chances = linear.out_of_fold(every, SETTINGS)[: len(towards)]
    temperature = linear.best_temperature(chances, [TONES.index(each.label) for each in towards])
    linear.write(output, linear.fit(every, SETTINGS), SETTINGS, temperature, len(every))
    return {"temperature": temperature, **linear.figures(towards, linear.heated(chances, temperature), TONES)}
