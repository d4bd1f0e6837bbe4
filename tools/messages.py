"""Collect the words that the code puts on screen and keep the Indonesian catalogue complete.

``messages.py`` brings the catalogue up to date, ``messages.py --check`` says what is missing or unused,
``messages.py --merge FILE…`` takes translations over from other catalogues.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from babel.messages.extract import extract

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "tanggap"
CATALOGUE = PACKAGE / "ui" / "locale" / "id" / "LC_MESSAGES" / "django.po"
# Where an argument list holds a plural or a context, by position.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = {
    "Project-Id-Version": "tanggap",
    "Language": "id",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """One thing that is said on screen."""

    msgid: str
    plural: str = ""
    context: str = ""


def messages_of(source: str, *, is_template: bool) -> Iterator[Message]:
    """Everything that a Python file or a template passes to gettext."""
    if is_template:
        # Django is needed for templates only; its own tool turns them into what looks like Python.
        from django.utils.translation.template import templatize

        # Its indents come from HTML and mean nothing.
        source = "\n".join(line.strip() for line in templatize(source).splitlines())
    for _line, found, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        parts = (found,) if isinstance(found, str) else tuple(found)
        if parts[0]:
            yield Message(parts[0], parts[1] if len(parts) > 1 else "", context or "")


def collected() -> dict[Message, list[str]]:
    """Every message with the files that say it."""
    where: dict[Message, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or "migrations" in path.parts:
            continue
        is_template = "templates" in path.parts
        if path.suffix != ".py" and not is_template:
            continue
        for message in messages_of(path.read_text(encoding="utf-8"), is_template=is_template):
            files = where.setdefault(message, [])
            name = str(path.relative_to(PACKAGE))
            if name not in files:
                files.append(name)
    return where


def key(entry: polib.POEntry) -> tuple[str, str]:
    return entry.msgid, entry.msgctxt or ""


def translation(entry: polib.POEntry) -> str:
    return str(entry.msgstr or (entry.msgstr_plural or {}).get(0, ""))


def known(*catalogues: Path) -> dict[tuple[str, str], str]:
    """Translations by message; a later catalogue does not overrule an earlier one."""
    table: dict[tuple[str, str], str] = {}
    for path in catalogues:
        if path.exists():
            for entry in polib.pofile(str(path), encoding="utf-8"):
                if translation(entry) and not entry.obsolete:
                    table.setdefault(key(entry), translation(entry))
    return table


def written(where: dict[Message, list[str]], words: dict[tuple[str, str], str]) -> polib.POFile:
    """The catalogue in the order of the messages; what nobody says any more is left out."""
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = dict(HEADER)
    done: set[tuple[str, str]] = set()
    for message in sorted(where, key=lambda one: (one.msgid, one.context, not one.plural)):
        if (message.msgid, message.context) in done:
            continue
        done.add((message.msgid, message.context))
        said = words.get((message.msgid, message.context), "")
        entry = polib.POEntry(msgid=message.msgid, msgctxt=message.context or None)
        entry.occurrences = [(name, "") for name in where[message]]
        if "%(" in message.msgid:
            entry.flags = ["python-format"]
        if message.plural:
            entry.msgid_plural, entry.msgstr_plural = message.plural, {0: said}
        else:
            entry.msgstr = said
        catalogue.append(entry)
    return catalogue


def problems() -> list[str]:
    """What keeps the catalogue from being complete and true."""
    where = collected()
    words = known(CATALOGUE)
    wanted = {(message.msgid, message.context) for message in where}
    found = [f"not translated: {msgid!r}" for msgid, _context in sorted(wanted - words.keys())]
    found += [f"no longer said: {msgid!r}" for msgid, _context in sorted(words.keys() - wanted)]
    for message in sorted(where):
        said = words.get((message.msgid, message.context), "")
        lost = placeholders(message.plural or message.msgid) - placeholders(said) if said else set()
        extra = placeholders(said) - placeholders(message.plural or message.msgid)
        if lost or extra:
            found.append(f"placeholders differ: {message.msgid!r} → {said!r}")
    return found


def placeholders(text: str) -> set[str]:
    return {part.split(")")[0] for part in text.split("%(")[1:]}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--merge", nargs="*", type=Path, default=[])
    options = parser.parse_args()
    if options.check:
        found = problems()
        print("\n".join(found) or "every message has its Indonesian words")
        return 1 if found else 0
    written(collected(), known(CATALOGUE, *options.merge)).save(str(CATALOGUE))
    return 0


if __name__ == "__main__":
    sys.exit(main())
