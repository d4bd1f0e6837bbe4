"""The card of a candidate, written from its report."""

from __future__ import annotations

from typing import Any

SETS = {
    "ours": "our labelled set, each text by models that never saw its event",
    "office": "the office's corrections, each by a model that never saw its story",
}
RIVALS = {"shipped": "the shipped model", "current": "the model that judged until now"}


def card(report: dict[str, Any]) -> str:
    """Markdown of the shape of the shipped cards."""
    data = report["data"]
    labels = ", ".join(f"{label} {n}" for label, n in data["labels"].items())
    return "\n".join(
        [
            f"# {report['name'].capitalize()}, taught on site: {report['version']}",
            "",
            f"**What it is.** The shipped model {report['based_on']} with its weights moved a little towards what the",
            "people of this office corrected. What it does, and what it is not for, stands on the shipped card.",
            "",
            f"**Data.** {data['n_corrections']} corrections in {data['n_groups']} stories ({labels}), digest",
            f"{data['digest']}; {data['n_ours']} texts of our labelled set with the shipped model's own answers, which",
            "hold the weights where nobody corrected anything: their labels count no second time.",
            "",
            "**Figures** (macro-F1 with 95 % intervals that draw whole events or stories)",
            "",
            "| set | n | compared with | before | after | difference |",
            "|---|---|---|---|---|---|",
            *(_row(each) for each in report["sets"]),
            "",
            verdict(report),
            "",
            "**Limits.** People correct what they notice, so the corrections are no fair sample: the figure on them",
            "says how far corrections of other stories would have been foreseen, not how often the model is right. A",
            "model that judged until now has seen the older corrections and looks better on them than it is.",
            "",
            f"**Made** {report['trained_at']} with Tanggap {report['tanggap']} by `{report['command']}`. The same",
            "corrections give the same model on the same machine.",
            "",
            "**Licence.** That of the shipped model, see LICENSE and NOTICE.",
            "",
        ]
    )


def _row(compared: dict[str, Any]) -> str:
    told = [in_figures(compared[name]) for name in ("before", "after")]
    difference = in_figures(compared["difference"], is_signed=True)
    than = RIVALS[compared["than"]]
    return f"| {SETS[compared['name']]} | {compared['n']} | {than} | {told[0]} | {told[1]} | {difference} |"


def in_figures(figure: dict[str, Any], *, is_signed: bool = False) -> str:
    """A value with its interval.

    >>> in_figures({"value": 0.0123, "interval": [-0.004, 0.03]}, is_signed=True)
    '+0.012 [-0.004, +0.030]'
    """
    form = "+.3f" if is_signed else ".3f"
    low, high = figure["interval"]
    return f"{figure['value']:{form}} [{low:{form}}, {high:{form}}]"


def verdict(report: dict[str, Any]) -> str:
    """What the gate says, in words."""
    reasons = report["gate"]["reasons"]
    if not reasons:
        return "It is nowhere worse by more than chance, and may be promoted."
    told = "; ".join(f"worse than {RIVALS[each['than']]} on {SETS[each['set']]}" for each in reasons)
    return f"It may not be promoted: {told}, by more than chance."
