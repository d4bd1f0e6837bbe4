"""Pictures lose what was written beside them, and what is none is refused."""

from __future__ import annotations

import struct
import zlib

import pytest

from tanggap.core.errors import InvalidInput
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
