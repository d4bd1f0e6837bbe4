"""The program that draws: ``python -m tanggap.ui.pictures.painter``. One order a line in, one answer a line out.

It knows no database and no Django. It ends when whoever started it is gone, and when nothing was wanted for a while:
its memory is the system's again until the next picture.
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import sys
from pathlib import Path
from typing import IO, Any

IDLE_S = 300.0


def main(orders: IO[str] = sys.stdin, answers: IO[str] = sys.stdout, *, idle_s: float = IDLE_S) -> None:
    while select.select([orders], [], [], idle_s)[0]:
        line = orders.readline()
        if not line:
            return
        answers.write("done\n" if _drawn_safely(line) else "failed\n")
        answers.flush()


def _drawn_safely(line: str) -> bool:
    try:
        draw_once(json.loads(line))
    except Exception:  # noqa: BLE001 whatever is wrong with one picture, the next one is wanted
        return False
    return True


def draw_once(order: dict[str, Any]) -> None:
    """Draw one picture into its file, unless another web process has just had it drawn."""
    path = Path(order["path"])
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (path.parent / ".drawing").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not path.exists():
            draft = path.with_name(f".{path.name}.{os.getpid()}")
            draft.write_bytes(picture(order))
            draft.replace(path)


def picture(order: dict[str, Any]) -> bytes:
    import vl_convert

    from tanggap.ui.pictures.shapes import spec_of
    from tanggap.ui.pictures.tokens import GROUND

    spec = spec_of(order["shape"], order["data"], order["theme"], tuple(order["heading"]))
    # A picture loads nothing from anywhere, whatever its figures say.
    options = {"allowed_base_urls": [], "format_locale": order["figures"]}
    if order["form"] == "svg":
        return vl_convert.vegalite_to_svg(spec, **options).encode()
    spec["config"]["background"] = GROUND[order["theme"]]
    return bytes(vl_convert.vegalite_to_png(spec, scale=2, **options))


if __name__ == "__main__":
    main()
