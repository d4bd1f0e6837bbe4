"""Run every check of the house, the quick ones first; the last lines are pytest's own summary."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
# Django has to start for some checks; none of them speaks to a database.
ENVIRONMENT = {**os.environ, "DJANGO_SETTINGS_MODULE": "tanggap.config.settings"}

STATIC = (
    ("style", [str(BIN / "ruff"), "check", "."]),
    ("format", [str(BIN / "ruff"), "format", "--check", "."]),
    ("types", [str(BIN / "mypy")]),
    ("contracts of the floors", [str(BIN / "lint-imports"), "--cache-dir", "var/.import_linter_cache"]),
    ("migrations", [str(BIN / "python"), "-W", "ignore", "-m", "django", "makemigrations", "--check", "--dry-run"]),
    ("translations", [str(BIN / "python"), "tools/messages.py", "--check"]),
)
# The suite is made for two cores.
TESTS = [str(BIN / "python"), "-m", "pytest", "-n", "2", "--dist", "loadgroup", "--cov-report", "term", "-q"]
CHAOS = [str(BIN / "python"), "-m", "pytest", "-m", "chaos", "-q", "-p", "no:randomly"]


def run_static_checks() -> int:
    """All of them, so that one run tells everything; the number that failed."""
    failed = []
    for name, command in STATIC:
        print(f"── {name}", flush=True)
        if subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"check: not in order: {', '.join(failed)}", file=sys.stderr)
    return len(failed)


def counted() -> list[str]:
    """Let coverage trace only what its report asks for: tracing every page as well doubles their time."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = settings["tool"]["coverage"]["report"]["include"]
    found = sorted(path for pattern in patterns for path in ROOT.glob(pattern.removesuffix("/*")))
    return [f"--cov={path if path.is_dir() else module_of(path)}" for path in found]


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT / "src").with_suffix("").parts)


def run_tests(command: list[str]) -> int:
    print("── tests", flush=True)
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lint", action="store_true", help="only the checks that run no code")
    parser.add_argument("--chaos", action="store_true", help="only the tests that kill processes, many times over")
    options = parser.parse_args()
    if options.chaos:
        return run_tests(CHAOS)
    if run_static_checks():
        return 1
    return 0 if options.lint else run_tests([*TESTS, *counted()])


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
