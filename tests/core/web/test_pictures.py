"""Pictures lose what was written beside them, and what is none is refused."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from tanggap.core.errors import InvalidInput
from tanggap.core.web import pictures
from tanggap.core.web.pictures import clean_picture

PLACE = b"-3.4167,114.8333"


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*extra: bytes, width: int = 1) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def part(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg(*extra: bytes) -> bytes:
    frame = part(0xC0, b"\x08" + struct.pack(">HH", 4, 6) + b"\x01\x01\x11\x00")
    scan = part(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + part(0xE0, b"JFIF\0") + b"".join(extra) + frame + scan + b"\xff\xd9"


def webp(*extra: bytes, flags: int = 0) -> bytes:
    def riff(name: bytes, body: bytes) -> bytes:
        return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)

    body = b"WEBP" + riff(b"VP8X", bytes([flags]) + b"\0" * 9) + riff(b"VP8L", b"abc")
    body += b"".join(riff(b"EXIF", each) for each in extra)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def test_a_png_loses_its_notes():
    found = clean_picture(png(chunk(b"eXIf", PLACE), chunk(b"tEXt", b"Author\0Budi")))

    assert (found.media_type, found.content) == ("image/png", png())


def test_a_jpeg_loses_its_notes_and_what_follows_its_end():
    found = clean_picture(jpeg(part(0xE1, b"Exif\0\0" + PLACE), part(0xFE, b"Budi")) + b"a film of the same moment")

    assert (found.media_type, found.content) == ("image/jpeg", jpeg())


def test_a_webp_loses_its_notes_and_says_so():
    found = clean_picture(webp(PLACE, flags=0x1C))

    assert (found.media_type, found.content) == ("image/webp", webp(flags=0x10))


def photo(orientation: int, *, kind: str = "JPEG", size: tuple[int, int] = (64, 32)) -> bytes:
    """What a phone writes: red at the left and blue at the right as the sensor saw it, with place, time and device."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    notes = Image.Exif()
    notes[0x0112], notes[0x010F], notes[0x0132] = orientation, "Ponsel Banua", "2026:03:04 07:00:00"
    notes.get_ifd(0x8825).update({1: "S", 2: (3.0, 25.0, 0.12), 3: "E", 4: (114.0, 50.0, 0.34), 29: "2026:03:04"})
    file = io.BytesIO()
    picture.save(file, kind, exif=notes, quality=95)
    return file.getvalue()


def colour_at(content: bytes, *, x: float, y: float) -> str:
    with Image.open(io.BytesIO(content)) as picture:
        dot = picture.convert("RGB").getpixel((int(x * picture.width), int(y * picture.height)))
    return "red" if dot[0] > dot[2] else "blue"


@pytest.mark.parametrize(
    ("orientation", "red_at"),
    [(1, (0.1, 0.5)), (2, (0.9, 0.5)), (3, (0.9, 0.5)), (6, (0.5, 0.1)), (8, (0.5, 0.9))],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_turned_upright_before_its_notes_go(orientation: int, red_at: tuple[float, float], kind: str):
    content = photo(orientation, kind=kind)
    with Image.open(io.BytesIO(content)) as before:
        assert before.getexif().get_ifd(0x8825)

    found = clean_picture(content)

    with Image.open(io.BytesIO(found.content)) as after:
        assert not after.getexif()
        assert after.size == ((32, 64) if orientation in (6, 8) else (64, 32))
    assert all(word not in found.content for word in (b"Ponsel Banua", b"2026:03:04", b"Exif", b"eXIf", b"EXIF"))
    x, y = red_at
    assert (colour_at(found.content, x=x, y=y), colour_at(found.content, x=1 - x, y=1 - y)) == ("red", "blue")


def test_a_photo_that_stands_upright_is_not_written_anew():
    assert clean_picture(photo(1)).content[-200:] == photo(1)[-200:]
    assert clean_picture(photo(6)).content[-200:] != photo(6)[-200:]


def test_a_photo_too_large_to_be_turned_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pictures, "MAX_TURNED", 64 * 32 - 1)

    with pytest.raises(InvalidInput):
        clean_picture(photo(6))
    assert clean_picture(photo(1)).content


def test_a_photo_cut_off_is_refused():
    with pytest.raises(InvalidInput):
        clean_picture(photo(6)[:-40])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>saya png</html>",
        b"\x89PNG\r\n\x1a\n<html>",
        png()[:-6],
        png().replace(b"IDAT", b"IDOT"),
        png(width=30_000),
        jpeg()[:-3],
        jpeg()[:30],
        jpeg()[:20] + b"x" + jpeg()[20:],
        webp()[:-2],
        webp()[:10],
    ],
)
def test_what_is_no_whole_picture_is_refused(content: bytes):
    with pytest.raises(InvalidInput):
        clean_picture(content)
