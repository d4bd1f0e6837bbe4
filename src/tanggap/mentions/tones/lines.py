"""The tone of one mention towards each target, line by line, as a page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tanggap.accounts.models import Unit
from tanggap.mentions.models import Mention, SaidTone, Sentiment, TargetCorrection, TargetJudgement, TargetKind
from tanggap.reference.models import Official, Programme

SURE = 0.6
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ToneLine:
    """One target: its name, the tone that counts, what the machine said, and whose word it is if a person's."""

    target_kind: str
    target: str
    unit_code: str
    name: str
    tone_class: str
    machine: str = ""
    confidence: float = 0.0
    said: TargetCorrection | None = None

    @property
    def is_absent(self) -> bool:
        return self.tone_class == SaidTone.ABSENT

    @property
    def is_uncertain(self) -> bool:
        return self.said is None and self.confidence < SURE

    @property
    def machine_words(self) -> str:
        """What the machine said where a person says otherwise."""
        is_other = self.said is not None and self.machine not in ("", self.tone_class)
        return str(Sentiment(self.machine).label) if is_other else ""


def lines_of(mention: Mention) -> list[ToneLine]:
    """Every target of a mention, what most of the text is about first; those that only people named come last."""
    judged: dict[Key, TargetJudgement] = {}
    for row in mention.target_judgements.order_by("-salience", "pk"):
        judged.setdefault((row.target_kind, row.target), row)
    said: dict[Key, TargetCorrection] = {}
    for word in mention.target_corrections.select_related("by"):  # the newest first
        said.setdefault((word.target_kind, word.target), word)
    keys = [*judged, *(key for key in said if key not in judged)]
    names = _names(keys)
    return [_line(key, judged.get(key), said.get(key), names.get(key, key[1])) for key in keys]


def _line(key: Key, machine: TargetJudgement | None, said: TargetCorrection | None, name: str) -> ToneLine:
    return ToneLine(
        *key,
        unit_code=machine.unit_code if machine else said.unit_code if said else "",
        name=name,
        tone_class=said.tone_class if said else machine.tone_class if machine else "",
        machine=machine.tone_class if machine else "",
        confidence=machine.confidence if machine else 0.0,
        said=said,
    )


def programme_names(targets: Iterable[str]) -> dict[str, str]:
    """What programmes are called, those that stand in the register."""
    keys = [(str(TargetKind.PROGRAMME), target) for target in targets]
    return {target: name for (_kind, target), name in _names(keys).items()}


def _names(keys: Iterable[Key]) -> dict[Key, str]:
    """What targets are called; one that has left its register keeps its code."""
    by_kind: dict[str, list[str]] = {}
    for kind, target in keys:
        by_kind.setdefault(kind, []).append(target)
    units = Unit.objects.filter(code__in=by_kind.get(TargetKind.UNIT, ()))
    found = {(str(TargetKind.UNIT), unit.code): str(unit) for unit in units}
    for kind, register in ((TargetKind.OFFICIAL, Official), (TargetKind.PROGRAMME, Programme)):
        numbers = {_number(target): target for target in by_kind.get(kind, ())}
        rows = register._default_manager.filter(pk__in=numbers).values_list("pk", "name")
        found |= {(str(kind), numbers[pk]): name for pk, name in rows}
    return found


def _number(target: str) -> int:
    """Give the row that a key like ``official:12`` names."""
    return int(target.rpartition(":")[2])
