"""``tanggap detect``: a series in, its scores out, and clear words about what is no series."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tanggap.cli import build


def run(folder: Path, text: str | bytes) -> tuple[int, str, str]:
    source, target = folder / "in.csv", folder / "out.csv"
    source.write_bytes(text if isinstance(text, bytes) else text.encode())
    told = CliRunner().invoke(build(), ["detect", "--input", str(source), "--output", str(target)])
    return told.exit_code, told.output, target.read_text() if target.exists() else ""


def hourly(n: int) -> list[str]:
    draw = random.Random(3)
    return [f"2026-01-{1 + row // 24:02d} {row % 24:02d}:00:00,{draw.randint(8, 12)}" for row in range(n)]


def test_each_row_comes_back_with_score_and_shock(tmp_path: Path) -> None:
    rows = hourly(200)
    rows[150] = rows[150].split(",")[0] + ",90"

    code, told, out = run(tmp_path, "timestamp,value\n" + "\n".join(rows) + "\n")

    lines = out.splitlines()
    assert (code, told) == (0, "")
    assert lines[0] == "timestamp,value,score,shock"
    assert [",".join(line.split(",")[:2]) for line in lines[1:]] == rows
    assert lines[151].endswith(",1")
    assert all(0 <= float(line.split(",")[2]) < 1 for line in lines[1:])


@pytest.mark.parametrize(
    "text",
    [
        "1700000000,5\n1700000300.5,6\n",
        "\ufefftimestamp,value\r\n2026-01-01T00:00:00+08:00,5\r\n\r\n2026-01-01T00:05:00+08:00,6\r\n",
        'Waktu,Nilai\n"2026-01-01", 5 \n20260102,6e0\n',
    ],
)
def test_dates_headings_and_line_ends_may_differ(tmp_path: Path, text: str) -> None:
    code, _told, out = run(tmp_path, text)

    assert (code, len(out.splitlines())) == (0, 3)


def test_an_empty_file_gives_a_heading_alone(tmp_path: Path) -> None:
    assert run(tmp_path, "") == (0, "", "timestamp,value,score,shock\n")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2026-01-01 01:00:00", "line 2: two columns are asked for, timestamp and value; here are 1"),
        ("2026-01-01 01:00:00,5,7", "here are 3"),
        ("kemarin,5", "line 2: 'kemarin' is no timestamp"),
        ("9" * 400 + ",5", "is no timestamp"),
        ("2026-01-01 01:00:00,lima", "line 2: 'lima' is no number"),
        ("2026-01-01 01:00:00,", "'' is no number"),
        ("2026-01-01 01:00:00,nan", "'nan' is no finite number"),
        (b"2026-01-01 01:00:00,\xff5", "line 2: not UTF-8 (byte 21 of the line)"),
        (b"PK\x00\x03,5", "not a line of a CSV file"),
        ("x" * 20_000, "not a line of a CSV file"),
    ],
)
def test_a_bad_line_is_named_and_no_output_is_left(tmp_path: Path, line: str | bytes, said: str) -> None:
    bad = line if isinstance(line, bytes) else line.encode()

    code, told, out = run(tmp_path, b"2026-01-01 00:00:00,5\n" + bad + b"\n")

    assert (code, out) == (2, "")
    assert said in told
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    told = CliRunner().invoke(build(), ["detect", "--input", str(tmp_path / "no.csv"), "--output", "-"])

    assert told.exit_code == 2
    assert "no.csv: No such file or directory" in told.output
