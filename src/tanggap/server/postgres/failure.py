"""From PostgreSQL's last words to a sentence that says what to do."""

from __future__ import annotations

from pathlib import Path

_DISK_FULL = ("No space left on device", "Disk quota exceeded")
_KNOWN = (
    (_DISK_FULL, "The disk is full: free some space, then start again."),
    (("Cannot allocate memory", "could not map anonymous shared memory"), "Too little memory is free: end other work."),
    (("Permission denied",), "The server's user may not use a folder that it needs: see the line above."),
    (("Read-only file system",), "The disk is mounted read-only: make it writable, or set TANGGAP_HOME."),
)
_OTHERWISE = "The server's log is in the folder `log` of the home folder."
_GRAVE = ("FATAL:", "PANIC:", "ERROR:", "error:", "could not", "No space left")


def is_disk_full(output: str) -> bool:
    return any(mark in output for mark in _DISK_FULL)


def explain(output: str, data: Path) -> str:
    """A sentence on why the database in `data` does not start, the line that says it, and what to do."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    grave = [line for line in lines if any(mark in line for mark in _GRAVE)]
    line = (grave or lines or ["it said nothing"])[-1]
    to_do = _OTHERWISE
    for marks, sentence in _KNOWN:
        hits = [found for found in lines if any(mark in found for mark in marks)]
        if hits:
            line, to_do = hits[-1], sentence
            break
    return f"The database in {data} failed ({line}). {to_do}"
