"""Compile .po files to .mo files with the standard library: set-up must not need the gettext programs."""

from __future__ import annotations

import ast
import os
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

_MAGIC = 0x950412DE
_KEYWORDS = ("msgctxt", "msgid_plural", "msgid", "msgstr")


class PoError(Exception):
    """A line that cannot be understood."""


def entries(text: str) -> Iterator[dict[str, str]]:
    """Each entry as its keywords with their joined strings; plural forms are "msgstr[0]", "msgstr[1]"…

    Entries are separated by blank lines. Those that are marked fuzzy are left out.
    """
    for block in re.split(r"\n\s*\n", text):
        lines = block.splitlines()
        if any(line.startswith("#,") and "fuzzy" in line for line in lines):
            continue
        entry = _entry([line.strip() for line in lines if line.strip() and not line.startswith("#")])
        if entry:
            yield entry


def _entry(lines: list[str]) -> dict[str, str]:
    entry: dict[str, str] = {}
    keyword = ""
    for line in lines:
        quoted = line
        if not line.startswith('"'):
            keyword, _, quoted = line.partition(" ")
            if not keyword.startswith(_KEYWORDS) or keyword in entry:
                raise PoError(f"unexpected line: {line}")
            entry[keyword] = ""
        try:
            entry[keyword] += ast.literal_eval(quoted)
        except (KeyError, SyntaxError, ValueError) as error:
            raise PoError(f"not a quoted string: {line}") from error
    return entry


def catalogue(text: str) -> dict[str, str]:
    """What a .mo file holds: context, singular and plural joined into keys, plural forms joined into values."""
    table: dict[str, str] = {}
    for entry in entries(text):
        key = entry["msgid"]
        if "msgctxt" in entry:
            key = f"{entry['msgctxt']}\x04{key}"
        if "msgid_plural" in entry:
            key = f"{key}\x00{entry['msgid_plural']}"
        forms = [entry[name] for name in sorted(entry) if name.startswith("msgstr")]
        if all(forms):
            table[key] = "\x00".join(forms)
    return table


def packed(table: dict[str, str]) -> bytes:
    """The .mo file: header, offsets of keys and of values, then the strings, keys in byte order."""
    rows = sorted((key.encode(), value.encode()) for key, value in table.items())
    start_of_keys = 7 * 4
    start_of_values = start_of_keys + 8 * len(rows)
    at = start_of_values + 8 * len(rows)
    offsets, body = b"", b""
    for string in [key for key, _ in rows] + [value for _, value in rows]:
        offsets += struct.pack("<II", len(string), at)
        body += string + b"\0"
        at += len(string) + 1
    return struct.pack("<7I", _MAGIC, 0, len(rows), start_of_keys, start_of_values, 0, at) + offsets + body


def compile_file(source: Path) -> Path:
    target = source.with_suffix(".mo")
    draft = source.with_suffix(f".mo.{os.getpid()}")
    draft.write_bytes(packed(catalogue(source.read_text(encoding="utf-8"))))
    # Two set-ups at once leave one whole file, never half of one.
    draft.replace(target)
    return target


def main(arguments: list[str]) -> int:
    for name in arguments:
        try:
            compile_file(Path(name))
        except PoError as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
