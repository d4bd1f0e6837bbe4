"""Pictures that people hand in: known by their content, cut down to what is needed to see them.

Where and when a photo was taken, with which device and by whom stands beside the picture itself, in parts that no
viewer needs. Those parts are left out: what is kept is named here, everything else goes. One thing that stands there
is needed to see the picture: which way up it is. A picture that lies is turned before its notes go.
"""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass

from tanggap.core.errors import InvalidInput

PNG_MARK = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs"}
)
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"})
_WEBP_FLAGS = 0xFF & ~(0x08 | 0x04)  # neither Exif nor XMP
# Of a JPEG's marked parts: the frame, the tables, the scan, JFIF (E0), colours (E2) and Adobe's colour order (EE).
_JPEG_KEPT = frozenset({*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDD, 0xE0, 0xE2, 0xEE})
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
MAX_SIDE = 20_000
# Only a picture that has to be turned is unpacked, and a phone's never has more dots than this.
MAX_TURNED = 60_000_000
_NOTES = (b"Exif\0\0", b"eXIf", b"EXIF")
_ORIENTATION = 0x0112
_TURNED = range(2, 9)
_QUALITY = 92


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture without what was written beside it."""

    media_type: str
    content: bytes


def clean_picture(content: bytes) -> Picture:
    """Return the picture upright, without places, times, devices, names and whatever follows its end.

    Raises
    ------
    InvalidInput
        When it is no whole PNG, JPEG or WebP picture, whatever its name says.
    """
    content = _upright(content)
    try:
        if content.startswith(PNG_MARK):
            return Picture("image/png", _png(content))
        if content.startswith(b"\xff\xd8\xff"):
            return Picture("image/jpeg", _jpeg(content))
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return Picture("image/webp", _webp(content))
    except (struct.error, IndexError):
        raise InvalidInput("the picture is cut off", field="picture") from None
    raise InvalidInput("this is no picture", field="picture")


def _upright(content: bytes) -> bytes:
    """Turn the dots of a picture whose notes say that it lies or is mirrored; any other one stays byte for byte.

    Source: Exif 2.32 (CIPA DC-008-2019), 4.6.4, tag 274.
    """
    if not any(mark in content for mark in _NOTES):
        return content
    from PIL import Image, ImageOps  # loaded by whoever hands in a photo

    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.getexif().get(_ORIENTATION) not in _TURNED:
                return content
            if picture.width * picture.height > MAX_TURNED:
                raise InvalidInput("the picture is too large to be turned", field="picture")
            kind, colours = picture.format, picture.info.get("icc_profile")
            turned, kept = ImageOps.exif_transpose(picture), io.BytesIO()
            turned.save(kept, kind, quality=_QUALITY, icc_profile=colours)
            return kept.getvalue()
    except (OSError, SyntaxError, ValueError, struct.error, Image.DecompressionBombError):
        # Notes that nobody can read turn nothing; what is wrong with the rest is found below.
        return content


def _png(content: bytes) -> bytes:
    kept, at = [PNG_MARK], len(PNG_MARK)
    while True:
        size, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + size
        (check,) = struct.unpack_from(">I", content, end - 4)
        if zlib.crc32(content[at + 4 : end - 4]) != check:
            raise InvalidInput("the picture is damaged", field="picture")
        if name == b"IHDR":
            _check_sides(*struct.unpack_from(">II", content, at + 8))
        if name in _PNG_KEPT:
            kept.append(content[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end


def _jpeg(content: bytes) -> bytes:
    kept, at = [content[:2]], 2
    while True:
        if content[at] != 0xFF:
            raise InvalidInput("the picture is damaged", field="picture")
        marker = content[at + 1]
        if marker == 0xD9:
            return b"".join([*kept, content[at : at + 2]])
        (size,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + size
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            _check_sides(width, height)
        if marker == 0xDA:
            end = _end_of_scan(content, end)
        if marker in _JPEG_KEPT:
            kept.append(content[at:end])
        at = end


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker stands that is neither a stuffed byte nor a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0:
            raise IndexError
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2


def _webp(content: bytes) -> bytes:
    kept, at = [], 12
    last = 8 + int(struct.unpack_from("<I", content, 4)[0])
    if last > len(content):
        raise IndexError
    while at < last:
        name, size = struct.unpack_from("<4sI", content, at)
        end = at + 8 + size + size % 2
        part = content[at:end]
        if name == b"VP8X":
            part = part[:8] + bytes([part[8] & _WEBP_FLAGS]) + part[9:]
            _check_sides(int.from_bytes(part[12:15], "little") + 1, int.from_bytes(part[15:18], "little") + 1)
        if name in _WEBP_KEPT:
            kept.append(part)
        at = end
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _check_sides(width: int, height: int) -> None:
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise InvalidInput("the picture is too large to be shown", field="picture")
