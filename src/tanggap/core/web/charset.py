"""Which character set a page or a feed is really written in, whatever it claims."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

HEAD_BYTES = 4096
SAMPLE_BYTES = 64 * 1024
FALLBACK = "cp1252"
OTHER_SCRIPT_SHARE = 5
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})|<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)
# Read as the browsers read them: what calls itself Latin-1 is Windows-1252 in practice.
_ALIASES = {"iso8859-1": FALLBACK, "latin-1": FALLBACK, "ascii": FALLBACK}
# Decoding these can be costly or change the meaning of plain ASCII.
_NEVER = frozenset({"utf-7", "utf7", "hz", "idna", "punycode", "unicode_escape", "raw_unicode_escape"})


def detect_charset(body: bytes, content_type: str = "") -> str:
    """Return the name of the codec to decode `body` with.

    The order is: byte order mark; UTF-16 without one; valid UTF-8 (text in another set is almost never
    valid UTF-8 by accident, while headers are often wrong); what the document declares; what the header
    declares; a guess; Windows-1252.

    Examples
    --------
    >>> detect_charset("sungai — banjir".encode(), "text/html; charset=iso-8859-1")
    'utf-8'
    >>> detect_charset("\u201csiaga\u201d".encode("cp1252"), "text/html; charset=utf-8")
    'cp1252'
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return name
    head = body[:HEAD_BYTES]
    wide = _wide_without_bom(head)
    if wide:
        return wide
    if _is_utf8(body):
        return "utf-8"
    for declared in (*_declared_in(head), *_HEADER.findall(content_type)):
        name = _codec(declared)
        if name and name != "utf-8" and _decodes(body[:SAMPLE_BYTES], name):
            return name
    return _mostly_utf8(body) or _guess(body)


def decode(body: bytes, content_type: str = "") -> str:
    """`body` as text; bytes that fit no character become U+FFFD, and nothing raises."""
    text = body.decode(detect_charset(body, content_type), errors="replace")
    return text.removeprefix("\ufeff").replace("\x00", "")


def _wide_without_bom(head: bytes) -> str:
    if len(head) < 8 or b"\x00" not in head[:64]:
        return ""
    # Latin text has a zero in nearly every second place.
    n_even, n_odd = head[0:64:2].count(0), head[1:64:2].count(0)
    n_places = len(head[:64]) // 2
    if 2 * n_odd > n_places and 4 * n_even < n_places:
        return "utf-16-le"
    return "utf-16-be" if 2 * n_even > n_places and 4 * n_odd < n_places else ""


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(body: bytes) -> str:
    """UTF-8 with a few broken places, as when a server cuts a text in the middle of a character."""
    text = body[:SAMPLE_BYTES].decode("utf-8", errors="replace")
    n_broken = text.count("\ufffd")
    n_beyond_ascii = sum(character > "\x7f" for character in text)
    return "utf-8" if n_beyond_ascii >= 10 * n_broken and n_broken else ""


def _declared_in(head: bytes) -> list[str]:
    return [(xml or meta).decode("ascii") for xml, meta in _DECLARED.findall(head)]


def _codec(name: str) -> str:
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    is_text_codec = getattr(found, "_is_text_encoding", True)
    if not is_text_codec or found.name in _NEVER or found.name.startswith(("utf-16", "utf-32")):
        return ""
    return _ALIASES.get(found.name, found.name)


def _decodes(sample: bytes, name: str) -> bool:
    # Windows-1252 leaves five bytes undefined; a stray one of them does not make it another set.
    return name == FALLBACK or "\ufffd" not in sample.decode(name, errors="replace")


def _guess(body: bytes) -> str:
    sample = body[:SAMPLE_BYTES]
    # A few odd bytes in Latin text are quotes and dashes of Windows; only another script is worth a guess.
    n_beyond_ascii = sum(byte > 0x7F for byte in sample)
    if n_beyond_ascii < 40 or n_beyond_ascii * OTHER_SCRIPT_SHARE < len(sample):
        return FALLBACK
    best = from_bytes(sample, preemptive_behaviour=False).best()
    return (_codec(best.encoding) if best is not None else "") or FALLBACK
