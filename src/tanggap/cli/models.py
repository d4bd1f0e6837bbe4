"""``tanggap models``: which models judge in this office, and choosing another one."""

from __future__ import annotations

from typing import Annotated

import typer

from tanggap.cli._house import open_house

app = typer.Typer()
models = typer.Typer(
    help="The models that judge in this office: list, promote, roll back.", invoke_without_command=True
)
app.add_typer(models, name="models")

Name = Annotated[str, typer.Argument(help="sentiment or kind.")]
_SHIPPED_WORD = "shipped"


@models.callback()
def listed(context: typer.Context) -> None:
    """Show which version of each model judges, and the candidates that there are."""
    if context.invoked_subcommand is None:
        with open_house("models"):
            _list()


def _list() -> None:
    from tanggap.enrichers._local import local_names
    from tanggap.mentions.machine.local import active_version, candidates

    for name in local_names():
        active = active_version(name)
        typer.echo(f"{name}: {active or 'the shipped model'} judges")
        for found in candidates(name):
            state = "judges" if found.version == active else "may be promoted" if found.may_judge else "refused"
            broken = f": {found.problem}" if found.problem else ""
            typer.echo(f"  {found.version}  {found.report.get('trained_at', '')}  {state}{broken}")


@models.command()
def promote(name: Name, version: Annotated[str, typer.Argument(help="Version of a candidate.")]) -> None:
    """Let a candidate judge; what is there is judged again in the background."""
    with open_house("models"):
        _use(name, version)


@models.command()
def rollback(
    name: Name, *, to: Annotated[str, typer.Option(help="A version, or the word shipped; else the one before.")] = ""
) -> None:
    """Let the model judge that judged before."""
    with open_house("models"):
        from tanggap.mentions.models import ModelChoice

        choice = ModelChoice.objects.filter(pk=name).first()
        _use(name, "" if to == _SHIPPED_WORD else to or (choice.previous if choice else ""))


def _use(name: str, version: str) -> None:
    from tanggap.mentions.machine.actions import use_model
    from tanggap.mentions.machine.local import active_version

    use_model(actor=None, name=name, version=version, seen=active_version(name))
    typer.echo(f"{name}: {version or 'the shipped model'} judges from now on; what is there is judged again")
