import io
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from tanggap.cli.group import app

FLOOD = "Banjir rendam ratusan rumah di Martapura"
FLOOD_AGAIN = "Ratusan rumah warga Martapura terendam banjir"
CHILLI = "Harga cabai rawit naik di pasar Banjarbaru"


def as_lines(*records: Any) -> bytes:
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


def run(tmp_path: Path, data: bytes) -> tuple[int, str, list[dict[str, Any]] | None]:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(data)
    result = CliRunner().invoke(app, ["--input", str(source), "--output", str(target)])
    written = None
    if target.exists():
        written = [json.loads(line) for line in target.read_bytes().splitlines()]
    return result.exit_code, result.stderr, written


def test_it_writes_the_story_of_every_line_in_the_order_of_the_input(tmp_path: Path) -> None:
    data = as_lines(
        {"id": "b-1", "title": FLOOD},
        {"id": 2, "title": CHILLI, "text": "Pedagang menyebut pasokan berkurang.", "extra": 1},
        {"id": "ü", "title": FLOOD_AGAIN, "text": None, "published_at": None},
    )

    code, _, written = run(tmp_path, data)

    assert code == 0
    assert written == [{"id": "b-1", "story": 1}, {"id": 2, "story": 2}, {"id": "ü", "story": 1}]


def test_memberships_are_final_after_all_merges(tmp_path: Path) -> None:
    titles = ["Kebakaran gudang karet Liang Anggang", "Asap tebal selimuti langit Landasan Ulin"]
    both = "Asap tebal kebakaran gudang karet Liang Anggang selimuti Landasan Ulin"
    data = as_lines(*({"id": i, "title": title} for i, title in enumerate([*titles, titles[1], both, both])))

    code, _, written = run(tmp_path, data)

    assert code == 0
    assert written is not None
    assert {record["story"] for record in written} == {1}


def test_dates_are_read_with_and_without_a_zone_and_as_seconds(tmp_path: Path) -> None:
    data = as_lines(
        {"id": 1, "title": FLOOD, "published_at": "2026-01-01T08:00:00+08:00"},
        {"id": 2, "title": FLOOD, "published_at": "2026-01-02"},
        {"id": 3, "title": FLOOD, "published_at": 1_767_312_000},
        {"id": 4, "title": FLOOD, "published_at": "2026-01-09T00:00:00Z"},
    )

    _, _, written = run(tmp_path, data)

    assert written is not None
    assert [record["story"] for record in written] == [1, 1, 1, 2]


def test_an_empty_input_gives_an_empty_output(tmp_path: Path) -> None:
    assert run(tmp_path, b"") == (0, "", [])


def test_blank_lines_windows_line_ends_and_a_byte_order_mark_are_no_trouble(tmp_path: Path) -> None:
    data = b'\xef\xbb\xbf{"id":1,"title":"Banjir"}\r\n\r\n{"id":2,"title":""}\r\n'

    code, _, written = run(tmp_path, data)

    assert code == 0
    assert written == [{"id": 1, "story": 1}, {"id": 2, "story": 2}]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"{not json}", "not JSON"),
        (b"[1, 2]", "not a JSON object"),
        (b'{"title": "Banjir"}', '"id" is missing'),
        (b'{"id": true, "title": "Banjir"}', '"id" must be'),
        (b'{"id": 1.5, "title": "Banjir"}', '"id" must be'),
        (b'{"id": 1}', 'neither "title" nor "text"'),
        (b'{"id": 1, "title": 7}', '"title" must be a string'),
        (b'{"id": 1, "text": ["a"]}', '"text" must be a string'),
        (b'{"id": 1, "title": "a", "published_at": "kemarin"}', '"published_at" must be'),
        (b'{"id": 1, "title": "a", "published_at": true}', '"published_at" must be'),
        (b'{"id": 1, "title": "a", "published_at": 1e300}', '"published_at" must be'),
        (b'{"id": 1, "title": "caf\xe9"}', "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(tmp_path: Path, line: bytes, complaint: str) -> None:
    code, message, written = run(tmp_path, as_lines({"id": 1, "title": FLOOD}) + line + b"\n")

    assert code == 2
    assert "in.jsonl, line 2: " in message
    assert complaint in message
    assert written is None
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_a_bad_input_leaves_an_earlier_output_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_bytes(b'{"id": "old", "story": 9}\n')

    code, _, written = run(tmp_path, b"oops\n")

    assert code == 2
    assert written == [{"id": "old", "story": 9}]


def test_the_output_may_be_the_input(tmp_path: Path) -> None:
    path = tmp_path / "both.jsonl"
    path.write_bytes(as_lines({"id": 1, "title": FLOOD}))

    result = CliRunner().invoke(app, ["--input", str(path), "--output", str(path)])

    assert result.exit_code == 0
    assert json.loads(path.read_bytes()) == {"id": 1, "story": 1}


def test_it_reads_standard_input_and_writes_standard_output() -> None:
    data = as_lines({"id": 1, "title": FLOOD}, {"id": 2, "title": FLOOD_AGAIN})

    result = CliRunner().invoke(app, ["--input", "-", "--output", "-"], input=data)

    assert result.exit_code == 0
    assert result.stdout == '{"id": 1, "story": 1}\n{"id": 2, "story": 1}\n'


def test_a_bad_line_of_standard_input_is_named_too() -> None:
    result = CliRunner().invoke(app, ["--input", "-", "--output", "-"], input=b"oops\n")

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "standard input, line 1: not JSON" in result.stderr


def test_a_missing_input_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["--input", str(tmp_path / "none.jsonl"), "--output", "-"])

    assert result.exit_code == 2
    assert "none.jsonl: No such file" in result.stderr


def test_an_output_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(as_lines({"id": 1, "title": FLOOD}))

    result = CliRunner().invoke(
        app, ["--input", str(tmp_path / "in.jsonl"), "--output", str(tmp_path / "none" / "out.jsonl")]
    )

    assert result.exit_code == 2
    assert "No such file" in result.stderr


def test_on_a_terminal_it_shows_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr("tanggap.cli.console", Console(file=screen, force_terminal=True, width=100))
    data = as_lines(*({"id": i, "title": f"kabar{i} desa{i}"} for i in range(1_100)))

    code, _, written = run(tmp_path, data)

    assert code == 0
    assert written is not None
    assert len(written) == 1_100
    assert "lines" in screen.getvalue()


def test_merges_on_the_way_count_as_well(tmp_path: Path) -> None:
    titles = ["Kebakaran gudang karet Liang Anggang", "Asap tebal selimuti langit Landasan Ulin"]
    both = "Asap tebal kebakaran gudang karet Liang Anggang selimuti Landasan Ulin"
    early = [titles[0], titles[1], titles[1], both, both]
    data = as_lines(*({"id": i, "title": t} for i, t in enumerate([*early, *[f"kabar{i}" for i in range(1_200)]])))

    code, _, written = run(tmp_path, data)

    assert code == 0
    assert written is not None
    assert {record["story"] for record in written[:5]} == {1}
    assert len({record["story"] for record in written}) == 1_201


def test_a_device_as_output_is_written_to_not_replaced() -> None:
    data = as_lines({"id": 1, "title": FLOOD})

    result = CliRunner().invoke(app, ["--input", "-", "--output", "/dev/null"], input=data)

    assert result.exit_code == 0
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
