"""Teaching on site: shows how far it is, stops on Ctrl-C without a trace, and tells the report."""

from __future__ import annotations

from typing import Any

import typer

from tanggap.cli._house import open_house

_N_STEPS = 9


def taught(name: str, *, with_folders: bool) -> None:
    """Make a candidate in the office of this home."""
    if with_folders:
        raise typer.BadParameter("--office writes into the office's own home; leave --data and --output out")
    with open_house("train"):
        try:
            report = _make(name)
        except KeyboardInterrupt:
            typer.echo("stopped; nothing was written", err=True)
            raise typer.Exit(130) from None
        for line in lines(report):
            typer.echo(line)


def _make(name: str) -> dict[str, Any]:
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from tanggap.cli import console
    from tanggap.lab.training.onsite.candidate import make_candidate
    from tanggap.mentions.machine.local import active_version

    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task(name, total=_N_STEPS)

        def say(words: str) -> None:
            if words:
                progress.update(task, description=f"{name}: {words}", advance=1)

        command = f"tanggap train {name} --office"
        return make_candidate(name, active=active_version(name), command=command, say=say)


def lines(report: dict[str, Any]) -> list[str]:
    """The report for a terminal."""
    from tanggap.lab.training.onsite.card import RIVALS, SETS, in_figures, verdict

    data, archive = report["data"], report["archive"]
    told = [
        f"candidate {report['version']} of {report['name']}, from {data['n_corrections']} corrections in"
        f" {data['n_groups']} stories"
    ]
    for each in report["sets"]:
        told += [
            f"{SETS[each['name']]} (n {each['n']}), against {RIVALS[each['than']]}:",
            f"  macro-F1 {in_figures(each['before'])} -> {in_figures(each['after'])},"
            f" {in_figures(each['difference'], is_signed=True)}",
        ]
    told.append(f"of the newest {archive['n']} mentions that nobody corrected, {archive['n_changed']} would change")
    told += [f"  {n} from {move.replace(' ', ' to ')}" for move, n in archive["moves"].items()]
    told.append(verdict(report))
    if not report["gate"]["reasons"]:
        told.append(f"Let it judge: tanggap models promote {report['name']} {report['version']}, or on /mesin/model/")
    return told
