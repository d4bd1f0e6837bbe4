"""`tanggap assess`, `evaluate` and `train` as a script would call them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tanggap.cli import build

ROWS = [
    {"id": "a", "text": "Jalan di Kabupaten Tapin rusak parah", "title": "Jalan rusak"},
    {"id": 2, "text": "Terima kasih, petugasnya ramah dan cepat"},
    {"id": "c", "text": "", "title": None},
]
FIELDS = {"id", "language", "sentiment", "sentiment_scores", "topics", "region_codes", "units", "versions"}


def call(*words: object, given: bytes | None = None):
    return CliRunner().invoke(build(), [str(word) for word in words], input=given)


def written(tmp_path: Path, content: bytes) -> Path:
    file = tmp_path / "in.jsonl"
    file.write_bytes(content)
    return file


def lines(rows: list[dict]) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def test_one_line_out_for_each_line_in(tmp_path):
    source, sink = written(tmp_path, lines(ROWS)), tmp_path / "out.jsonl"
    result = call("assess", "--input", source, "--output", sink)
    out = [json.loads(line) for line in sink.read_text(encoding="utf-8").splitlines()]
    assert result.exit_code == 0
    assert [row["id"] for row in out] == ["a", 2, "c"]
    assert all(row.keys() >= FIELDS for row in out)
    assert out[0]["region_codes"] == ["63.05"]
    assert out[1]["sentiment"] == "positive"


def test_quotations_come_with_their_places():
    text = '"Air sudah surut semua," kata Camat Gambut, Norlaila.'
    result = call("assess", "--input", "-", "--output", "-", given=lines([{"id": 1, "text": text}]))
    [said] = json.loads(result.stdout)["quotations"]
    assert text[said["start"] : said["end"]] == said["words"] == "Air sudah surut semua,"
    assert (said["speaker"], said["role"], said["verb"], said["is_direct"]) == (
        "Norlaila",
        "Camat Gambut",
        "kata",
        True,
    )


def test_standard_input_and_output():
    result = call("assess", "--input", "-", "--output", "-", given=lines(ROWS))
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["a", 2, "c"]


def test_more_than_one_batch_keeps_the_order(tmp_path):
    rows = [{"id": number, "text": f"Banjir {number}"} for number in range(600)]
    result = call("assess", "--input", written(tmp_path, lines(rows)), "--output", "-")
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == list(range(600))


def test_a_byte_order_mark_and_blank_lines_are_forgiven(tmp_path):
    source = written(tmp_path, b"\xef\xbb\xbf" + lines(ROWS[:1]) + b"\n  \n" + lines(ROWS[1:2]))
    result = call("assess", "--input", source, "--output", "-")
    assert len(result.stdout.splitlines()) == 2


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (b"{oops\n", "not JSON"),
        (b"[1]\n", "not a JSON object"),
        (b'{"text": "x"}\n', '"id" is missing'),
        (b'{"id": true, "text": "x"}\n', '"id" must be'),
        (b'{"id": 1}\n', '"text" is missing'),
        (b'{"id": 1, "text": null}\n', '"text" must be a string'),
        (b'{"id": 1, "text": 5}\n', '"text" must be a string'),
        (b'{"id": 1, "text": "x", "title": 5}\n', '"title" must be a string'),
        ('{"id": 1, "text": "kafé"}\n'.encode("latin-1"), "not UTF-8"),
        (b"[" * 100_000 + b"\n", "not a plain record"),
    ],
)
def test_bad_input_is_named_with_its_line_and_leaves_nothing(tmp_path, bad, said):
    source, sink = written(tmp_path, lines(ROWS) + bad), tmp_path / "out.jsonl"
    sink.write_text("older answer", encoding="utf-8")
    result = call("assess", "--input", source, "--output", sink)
    assert result.exit_code == 2
    assert f"line 4: {said}" in result.stderr.replace("\n", " ")
    assert sink.read_text(encoding="utf-8") == "older answer"
    assert {file.name for file in tmp_path.iterdir()} == {"in.jsonl", "out.jsonl"}


def test_bad_standard_input_is_called_by_its_name():
    result = call("assess", "--input", "-", "--output", "-", given=b"{}\n")
    assert result.exit_code == 2
    assert "standard input, line 1" in result.stderr


def test_a_missing_file_is_one_sentence(tmp_path):
    result = call("assess", "--input", tmp_path / "none.jsonl", "--output", "-")
    assert result.exit_code == 2
    assert "none.jsonl: No such file" in result.stderr.replace("\n", "")


def test_a_device_is_written_to_and_not_replaced(tmp_path):
    result = call("assess", "--input", written(tmp_path, lines(ROWS)), "--output", "/dev/null")
    assert result.exit_code == 0
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("suffix", ["tsv", "csv", "jsonl"])
def test_evaluate_reads_the_usual_files(tmp_path, suffix):
    content = {
        "tsv": "bagus sekali, puas\tpositive\nburuk, kecewa\tnegative\n",
        "csv": 'id,text,label\n1,"bagus sekali, puas",positive\n2,"buruk, kecewa",negative\n',
        "jsonl": '{"text": "bagus sekali, puas", "label": "positive"}\n'
        '{"text": "buruk, kecewa", "label": "negative"}\n',
    }[suffix]
    file = tmp_path / f"data.{suffix}"
    file.write_text(content, encoding="utf-8")
    figures = json.loads(call("evaluate", "sentiment", "--data", file, "--json").stdout)
    assert (figures["n"], figures["macro_f1"]) == (2, 1.0)
    assert "macro_f1: 1.0" in call("evaluate", "sentiment", "--data", file).stdout


@pytest.mark.parametrize("content", ["no label here\n", "bagus\tlucu\n"])
def test_evaluate_refuses_what_is_no_labelled_file(tmp_path, content):
    file = tmp_path / "data.tsv"
    file.write_text(content, encoding="utf-8")
    result = call("evaluate", "sentiment", "--data", file)
    assert result.exit_code != 0
    assert "label" in str(result.exception)
