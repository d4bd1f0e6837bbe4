import io
import json
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import Workbook
from pydantic import ValidationError

from tanggap.connectors import _sheets, upload
from tanggap.connectors._tables import BROKEN_QUOTES, TOO_MANY_CELLS
from tanggap.connectors.base import BadRow, Item
from tanggap.connectors.upload import UploadConfig, detect_format, plugin
from tanggap.core.errors import InvalidInput


def read(body: bytes, *, skip_rows: int = 0, **config: Any) -> list[Item | BadRow]:
    return list(plugin.read(io.BytesIO(body), UploadConfig(**config), skip_rows=skip_rows))


def items(body: bytes, **config: Any) -> list[Item]:
    rows = read(body, **config)
    assert all(isinstance(row, Item) for row in rows), rows
    return [row for row in rows if isinstance(row, Item)]


def one(record: dict[str, Any], **config: Any) -> Item:
    return items(json.dumps(record).encode(), **config)[0]


def bad(record: dict[str, Any]) -> BadRow:
    (row,) = read(json.dumps(record).encode())
    assert isinstance(row, BadRow)
    return row


def workbook(*sheets: list[list[Any]]) -> bytes:
    book = Workbook()
    for number, rows in enumerate(sheets):
        sheet = book.worksheets[0] if number == 0 else book.create_sheet()
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


# Records, whatever the file


def test_canonical_names_are_understood() -> None:
    found = one(
        {
            "source_kind": "media_online", "url": "https://banuapos.example/a?page=all", "title": "Judul",
            "text": "Isi",
            "published_at": "2024-10-06T13:45:00+07:00", "lang": "ID", "outlet_name": "Banua Pos", "summary": "Ringkas",
            "metrics": {"views": 10, "likes": None, "reactions": {"love": 3}}, "links": ["https://a.example/1", "x"],
            "hashtags": "#banjir, #siaga", "licence_note": "bebas", "rahasia": "tidak disimpan",
        }
    )  # fmt: skip
    assert (found.platform_id, found.language, found.summary) == ("https://banuapos.example/a", "id", "Ringkas")
    assert found.published_at == datetime(2024, 10, 6, 6, 45, tzinfo=UTC)
    assert found.metrics == {"views": 10, "reactions_love": 3}
    assert (found.links, found.hashtags, found.raw) == (
        ("https://a.example/1",),
        ("banjir", "siaga"),
        {"licence_note": "bebas"},
    )


def test_names_of_private_people_are_only_the_seed_of_a_pseudonym() -> None:
    found = one(
        {"source_kind": "tiktok", "author": "@Siti.Contoh", "author_display": "Siti", "text": "Rusak", "nama": "Siti"}
    )
    assert (found.author_kind, found.author_display, found.author_native_id) == ("warga", "", "siti")
    assert "siti" not in json.dumps([found.title, found.text, found.url, found.platform_id, dict(found.raw)]).lower()


def test_reporters_are_dropped_and_institutions_are_shown() -> None:
    news = one({"text": "Isi", "penulis": "Wartawan Contoh", "media": "Banua Pos"})
    office = one({"source_kind": "instagram", "author_kind": "instansi", "akun": "Dinas Contoh", "text": "Isi"})
    assert (news.author_kind, news.author_display, news.author_native_id) == ("media", "", "")
    assert (office.author_kind, office.author_display) == ("instansi", "Dinas Contoh")


@pytest.mark.parametrize(
    ("kind", "url", "platform_id"),
    [
        ("tiktok", "https://www.tiktok.com/@nama.contoh/video/7000000000000000001?is=1", "7000000000000000001"),
        ("instagram", "https://www.instagram.com/p/CxYz123_-a/", "CxYz123_-a"),
        ("x", "https://x.com/nama_contoh/status/1840000000000000001", "1840000000000000001"),
        ("youtube", "https://www.youtube.com/watch?v=abcdefghijk", "abcdefghijk"),
        ("tv", "https://tvbanua.example/siaran/1", "https://tvbanua.example/siaran/1"),
    ],
)
def test_the_native_id_is_read_from_the_address(kind: str, url: str, platform_id: str) -> None:
    assert one({"source_kind": kind, "url": url, "text": "Isi"}).platform_id == platform_id


def test_an_address_with_a_handle_never_becomes_the_identifier() -> None:
    found = one({"source_kind": "facebook", "url": "https://www.facebook.com/nama.contoh", "text": "Isi"})
    assert found.platform_id.startswith("sha256:")


def test_without_identifier_and_address_the_content_is_the_identity() -> None:
    first, again, other = (one({"text": text, "tanggal": "6 Okt 2024"}) for text in ("Isi", "Isi", "Lain"))
    assert first.platform_id == again.platform_id != other.platform_id
    assert first.missing_fields == ("url",)


def test_an_identifier_that_is_an_address_gives_no_handle_away() -> None:
    url = "https://www.tiktok.com/@nama.contoh/video/7000000000000000001"
    for record in ({"platform_id": url}, {"platform_id": url, "url": url}):
        found = one({"source_kind": "tiktok", "text": "Isi", **record})
        assert found.platform_id == "7000000000000000001"
        assert "nama.contoh" not in found.url


def test_an_identifier_given_is_kept_outside_online_news() -> None:
    assert one({"source_kind": "pengaduan", "id": 17.0, "text": "Isi"}).platform_id == "17"
    assert one({"platform_id": "abc", "text": "Isi"}).platform_id == "abc"


def test_a_running_number_is_nobodys_id() -> None:
    first, second = one({"id": 12, "text": "Jalan rusak"}), one({"id": 12, "text": "Jembatan putus"})

    assert first.platform_id.startswith("sha256:")
    assert first.platform_id != second.platform_id
    assert one({"id": 12345678, "text": "Isi"}).platform_id == "12345678"


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"title": " ", "text": None}, "The row has neither a text nor a title."),
        ({"text": "-"}, "The row has neither a text nor a title."),
        ({"text": "Isi", "tanggal": "kemarin"}, "The date cannot be read."),
        ({"text": "Isi", "source_kind": "papan"}, "The kind of source is not known."),
        ({"text": "a" * 200_001}, "The text is longer than 200,000 characters."),
    ],
)
def test_a_record_that_is_no_mention_is_told_why(record: dict[str, Any], reason: str) -> None:
    assert bad(record).reason == reason


def test_a_bad_row_shows_itself_without_names_and_handles() -> None:
    row = bad(
        {"text": "lapor @siti_contoh", "tanggal": "kemarin", "nama": "Siti", "akun": "siti_contoh", "user": {"a": 1}}
    )
    assert "siti" not in row.raw.lower() and "kemarin" in row.raw and "@warga" in row.raw
    (broken,) = read(b'{"author_name": "Siti Contoh", "user": {"nama": "Siti"}, "text": "halo @siti.contoh')
    assert isinstance(broken, BadRow) and "siti" not in broken.raw.lower() and "halo" in broken.raw


@pytest.mark.parametrize("url", ["-", "n/a", "tidak ada", "javascript:alert(1)"])
def test_an_address_that_is_none_is_missing_and_no_error(url: str) -> None:
    found = one({"text": "Isi", "url": url, "tanggal": "6/10/2024"})
    assert (found.url, found.missing_fields) == ("", ("url",))


def test_text_is_cleaned_of_markup_and_of_what_cannot_be_stored() -> None:
    found = one({"title": "Jalan\u0000 <b>rusak</b>", "text": "<p>Satu</p><p>Dua \ud83d</p>"})
    assert (found.title, found.text) == ("Jalan rusak", "Satu\nDua")


@pytest.mark.parametrize(("said", "is_paid"), [("ya", True), (True, True), ("tidak", False), (None, False)])
def test_paid_pieces_are_marked_when_the_file_says_so(said: object, *, is_paid: bool) -> None:
    assert one({"text": "Isi", "berbayar": said}).is_paid_suspected is is_paid


def test_metrics_may_come_as_text_and_need_not_make_sense() -> None:
    assert one({"text": "a", "metrics": '{"views": "1,2 rb"}', "suka": "3"}).metrics == {"views": 1200, "likes": 3}
    assert one({"text": "a", "metrics": "{rusak", "views": "banyak"}).metrics == {}


# JSON lines


def test_a_broken_line_costs_only_itself() -> None:
    rows = read(b'{"text": "satu"}\n\n{"text": rusak}\n[1]\n"teks"\n{"text": "dua"}\r\n{"text": NaN, "judul": "tiga"}')
    assert [type(row).__name__ for row in rows] == ["Item", "BadRow", "BadRow", "BadRow", "Item", "Item"]
    assert [row.row_number for row in rows if isinstance(row, BadRow)] == [2, 3, 4]


def test_a_line_of_thirty_megabytes_costs_only_itself() -> None:
    body = b'{"text": "satu"}\n{"text": "' + b"x" * 30_000_000 + b'"}\n{"text": "dua"}\n'
    first, long, last = read(body)
    assert isinstance(first, Item) and isinstance(last, Item) and last.text == "dua"
    assert isinstance(long, BadRow) and long.reason == upload.LINE_TOO_LONG


def test_a_long_last_line_without_an_end_is_told_too() -> None:
    (row,) = read(b'{"text": "' + b"x" * 5_000_000)
    assert isinstance(row, BadRow) and row.reason == upload.LINE_TOO_LONG


@pytest.mark.parametrize("deep", ['{"a":' * 100_000, '{"n": ' + "9" * 10_000 + "}"])
def test_lines_made_to_exhaust_the_reader_are_bad_rows(deep: str) -> None:
    (row,) = read(deep.encode())
    assert isinstance(row, BadRow)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_every_usual_encoding_is_read(encoding: str) -> None:
    body = '{"text": "“Siaga” banjir — é"}\n{"text": "dua"}\n'.encode(encoding)
    assert [found.text for found in items(body)] == ["“Siaga” banjir — é", "dua"]


def test_one_line_in_another_encoding_does_not_spoil_the_others() -> None:
    body = '{"text": "é satu"}\n'.encode() + '{"text": "é dua"}\n'.encode("cp1252") + '{"text": "é tiga"}'.encode()
    assert [found.text for found in items(body)] == ["é satu", "é dua", "é tiga"]


def test_zero_bytes_are_dropped() -> None:
    assert items(b'{"text": "sa\x00tu"}')[0].text == "satu"


class Endless(io.RawIOBase):
    """A file of `n_bytes` made while it is read."""

    def __init__(self, line: bytes, n_bytes: int) -> None:
        self._block = line * (65536 // len(line) + 1)
        self._left = n_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self._block[: min(len(buffer), self._left)] if len(buffer) >= len(self._block) else b""
        block = block or self._block[: min(len(buffer), self._left)]
        buffer[: len(block)] = block
        self._left -= len(block)
        return len(block)


def test_memory_stays_flat_however_long_the_file_is() -> None:
    line = json.dumps({"id": "1", "text": "Air naik di hilir sungai. " * 40, "tanggal": "6 Okt 2024"}).encode() + b"\n"
    rows: Iterator[Item | BadRow] = plugin.read(Endless(line, 2_000_000), UploadConfig())  # type: ignore[arg-type]
    for _ in range(200):
        next(rows)
    tracemalloc.start()
    n_rows = sum(1 for _ in rows)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert n_rows > 1500
    assert peak < 1_500_000


def test_columns_of_ones_own_are_named_by_the_person() -> None:
    found = items(b'{"kolom1": "Judul", "kolom2": "Isi"}', columns={"Kolom1": "title", "kolom2": "text"})
    assert (found[0].title, found[0].text) == ("Judul", "Isi")


# Separated values


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
def test_every_usual_table_is_read(delimiter: str, encoding: str) -> None:
    rows = [
        ["Tanggal", "Judul", "Isi", "Media", "Tautan", "Suka"],
        ["06/10/2024 13.45", "Jalan “rusak”", f'"Isi {delimiter} dengan ""kutip""\nbaris dua"', "Banua Pos",
         "https://banuapos.example/a", '"1,2 rb"'],
    ]  # fmt: skip
    body = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    (found,) = items(body)
    assert found.title == "Jalan “rusak”"
    assert found.text == f'Isi {delimiter} dengan "kutip"\nbaris dua'.replace(" \t ", " ")
    assert (found.published_at, found.metrics) == (datetime(2024, 10, 6, 5, 45, tzinfo=UTC), {"likes": 1200})
    assert (found.outlet_name, found.platform_id) == ("Banua Pos", "https://banuapos.example/a")


def test_the_line_that_names_the_separator_is_not_the_header() -> None:
    assert items(b"sep=;\nJudul;Isi\nA;B\n")[0].title == "A"
    assert items(b"sep=!\nJudul,Isi\nA,B\n")[0].title == "A"


def test_lines_before_the_header_are_passed_over() -> None:
    assert items(b"Laporan harian\n;;\nJudul;Isi;Tanggal\nA;B;6 Okt 2024\n")[0].text == "B"


def test_date_and_clock_in_two_columns_belong_together() -> None:
    (both, only_clock, neither) = read(b"Judul;Tanggal;Jam\nA;06/10/2024;13.45\nB;;6 Okt 2024 13.45\nC;;\n")
    for row in (both, only_clock):
        assert isinstance(row, Item) and row.published_at == datetime(2024, 10, 6, 5, 45, tzinfo=UTC)
    assert isinstance(neither, Item) and "published_at" in neither.missing_fields


def test_a_quotation_mark_never_closed_costs_one_row_and_not_the_rest() -> None:
    body = b'Judul;Isi\nA;"terbuka\nB;dua\nC;tiga\nD;empat\n'
    first, *rest = read(body)
    assert isinstance(first, BadRow) and first.reason == BROKEN_QUOTES
    assert [row.title for row in rest if isinstance(row, Item)] == ["B", "C", "D"]


def test_a_quotation_mark_open_for_a_million_characters_is_given_up() -> None:
    line = b"B;" + b"isi yang biasa saja " * 20 + b"\n"
    rows = read(b'Judul;Isi\nA;"terbuka\n' + line * 3000)
    assert len(rows) == 3001
    assert sum(isinstance(row, BadRow) for row in rows) == 1


def test_a_line_too_long_inside_quotation_marks_costs_those_rows() -> None:
    body = b'Judul;Isi\nA;"terbuka\n' + b"x" * 5_000_000 + b"\nB;dua\n"
    assert [type(row).__name__ for row in read(body)] == ["BadRow", "BadRow", "Item"]


def test_quotation_marks_in_the_middle_are_ordinary_characters() -> None:
    assert [found.text for found in items(b'Judul\tIsi\nA\tpipa 5" bocor\nB\tdua\n')] == ['pipa 5" bocor', "dua"]


def test_a_shifted_row_is_told_and_shows_no_name() -> None:
    row = read(b"Judul;Isi;Nama;Suka\nA;sebuah;kalimat;Siti Contoh;3\n")[0]
    assert isinstance(row, BadRow) and row.reason == TOO_MANY_CELLS
    assert row.raw == "A | sebuah"


def test_empty_cells_too_many_and_cells_too_few_do_no_harm() -> None:
    assert [found.title for found in items(b"Judul;Isi;Suka\nA;isi;1;;;\nB\n\n;;\n")] == ["A", "B"]


def test_of_two_columns_for_one_field_the_more_telling_is_taken() -> None:
    assert items(b"Konten;Isi;Judul\nkonten;isi;A\n")[0].text == "isi"


def test_a_table_without_words_is_refused_with_a_plain_sentence() -> None:
    with pytest.raises(InvalidInput, match="No column for the text or the title"):
        read(b"kode;nilai\n1;2\n")


def test_a_table_that_begins_with_an_endless_quotation_is_refused() -> None:
    with pytest.raises(InvalidInput):
        read(b'"' + b"x\n" * 600_000)


# Workbooks


def test_a_workbook_with_serial_dates_is_read() -> None:
    body = workbook(
        [["catatan"], ["bukan data"]],
        [
            ["Tanggal", "Waktu", "Judul", "Isi", "Tayangan"],
            [45571.573, None, "A", "isi", "2,5 rb"],
            [datetime.fromisoformat("2024-10-06"), datetime.fromisoformat("2024-10-06T13:45").time(), "B", "isi", 7.0],
            [datetime.fromisoformat("2024-10-06T13:45").date(), "13.45", "C", "isi", None],
            [None, None, None, None, None],
            ["Minggu, 6 Oktober 2024 13:45 WITA", None, 42, "isi", None],
        ],
    )
    found = items(body)
    expected = datetime(2024, 10, 6, 5, 45, tzinfo=UTC)
    assert [row.published_at.replace(second=0) for row in found if row.published_at] == [expected] * 4
    assert [row.title for row in found] == ["A", "B", "C", "42"]
    assert [row.metrics for row in found[:2]] == [{"views": 2500}, {"views": 7}]


def test_an_empty_workbook_has_no_rows() -> None:
    assert read(workbook([])) == []


def test_a_workbook_of_charts_alone_is_refused() -> None:
    book, file = Workbook(), io.BytesIO()
    book.create_chartsheet()
    book.remove(book.worksheets[0])
    book.save(file)
    with pytest.raises(InvalidInput):
        read(file.getvalue())


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return file.getvalue()


def test_a_workbook_that_would_unpack_beyond_measure_is_refused() -> None:
    started = time.process_time()
    with pytest.raises(InvalidInput, match="too large"):
        read(zipped({"[Content_Types].xml": b"x", "xl/worksheets/sheet1.xml": bytes(40_000_000)}))
    assert time.process_time() - started < 3


def test_shared_texts_that_would_fill_the_memory_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sheets, "MAX_SHARED_BYTES", 10)
    with pytest.raises(InvalidInput, match="too large"):
        read(zipped({"xl/sharedStrings.xml": b"<sst>judul</sst>"}))


@pytest.mark.parametrize(
    "body",
    [b"PK\x03\x04 rusak", zipped({"a.txt": b"x"}), zipped({"[Content_Types].xml": b"<"}), workbook([["Judul"]])[:-200]],
)  # fmt: skip
def test_a_damaged_workbook_is_refused_with_a_plain_sentence(body: bytes) -> None:
    with pytest.raises(InvalidInput, match="cannot be opened"):
        read(body)


def test_entities_in_a_workbook_are_not_expanded() -> None:
    good = io.BytesIO(workbook([["Judul"], ["A"]]))
    with zipfile.ZipFile(good) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + b"ha" * 1000 + b'">]>'
    name = "xl/worksheets/sheet1.xml"
    members[name] = evil + members[name]
    with pytest.raises(InvalidInput):
        read(zipped(members))


# The file as a whole


@pytest.mark.parametrize("body", [b"", b"\n \n", b"Judul;Isi\n", b"\xef\xbb\xbf"])
def test_an_empty_file_has_no_rows(body: bytes) -> None:
    assert read(body) == []


@pytest.mark.parametrize(
    ("head", "filename", "form"),
    [
        (b'{"a": 1}', "a.txt", "jsonl"), (b"\xef\xbb\xbf  {", "a.csv", "jsonl"),
        ('{"a"'.encode("utf-16"), "a", "jsonl"),
        (b"Judul,Isi", "a.jsonl", "csv"), (b"", "a.jsonl", "jsonl"), (b"", "a.csv", "csv"), (b"", "", "csv"),
        (workbook([["Judul"]])[:4096], "a.csv", "xlsx"),
    ],
)  # fmt: skip
def test_the_format_is_told_by_the_content(head: bytes, filename: str, form: str) -> None:
    assert detect_format(head, filename) == form


@pytest.mark.parametrize(
    "head",
    [b"\xd0\xcf\x11\xe0\xa1\xb1", b"%PDF-1.4", b"\x1f\x8b\x08", b"Rar!\x1a", b"[{}]", b"<html><table>", b"<?xml ?>",
     b"PK\x03\x04" + b"\x00" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"],
)  # fmt: skip
def test_a_format_that_is_not_read_is_refused_with_a_plain_sentence(head: bytes) -> None:
    with pytest.raises(InvalidInput) as caught:
        detect_format(head)
    assert str(caught.value).endswith(".")


def test_reading_leaves_the_file_open_for_its_owner() -> None:
    file = io.BytesIO(b"Judul;Isi\nA;B\n")
    list(plugin.read(file, UploadConfig()))
    assert not file.closed


@pytest.mark.parametrize(
    "wrong", [{"source_kind": "papan"}, {"timezone": "Asia/Martapura"}, {"columns": {"a": "rahasia"}}]
)
def test_a_form_with_unknown_words_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        UploadConfig(**wrong)


def test_what_a_person_chose_holds_for_rows_that_say_nothing() -> None:
    (found,) = items(b'{"text": "a", "tanggal": "6 Okt 2024 08.00"}', source_kind="radio", timezone="Asia/Jakarta")
    assert (found.source_kind, found.published_at) == ("radio", datetime(2024, 10, 6, 1, tzinfo=UTC))


def test_a_format_chosen_by_hand_wins() -> None:
    with pytest.raises(InvalidInput):
        read(b'{"text": "a"}', format="xlsx")
