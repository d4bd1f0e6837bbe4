"""``tanggap demo-load`` and ``tanggap demo-outlets``: what ``tanggap run --demo`` starts beside the house."""

from __future__ import annotations

import typer

app = typer.Typer()


@app.command("demo-load", hidden=True)
def demo_load() -> None:
    """Set up the small office of the demo in the database; a second run changes nothing."""
    import django

    django.setup()
    from tanggap.lab.demo import office

    for line in office.load():
        typer.echo(line)


@app.command("demo-outlets", hidden=True)
def demo_outlets() -> None:
    """Serve the demo's invented outlets on local ports until stopped."""
    import signal
    import threading

    from tanggap.lab.demo import outlets

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    servers = outlets.open_outlets(outlets.started_at())
    stop.wait()
    for server in servers:
        server.shutdown()
