"""Content encodings undone piece by piece, so that a bomb is noticed before it is unpacked."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

import brotli

from tanggap.core.errors import PermanentFailure, TemporaryFailure
from tanggap.net.errors import TooLarge

PIECE_BYTES = 64 * 1024
MAX_LAYERS = 2
ACCEPTED = "gzip, deflate, br"
_GZIP_MAGIC = b"\x1f\x8b"


def read_body(chunks: Iterable[bytes], content_encoding: str, max_bytes: int) -> bytes:
    """All bytes of an answer, decompressed.

    Raises
    ------
    TooLarge
        If more than `max_bytes` came over the wire or out of the decompression.
    TemporaryFailure
        If the compressed data is broken.
    PermanentFailure
        If the encoding is none that we asked for.
    """
    stream: Iterator[bytes] = _capped(iter(chunks), max_bytes)
    names = [name.strip().lower() for name in content_encoding.split(",")]
    layers = [name for name in names if name not in ("", "identity")]
    if len(layers) > MAX_LAYERS:
        raise PermanentFailure("the answer is packed too many times")
    for name in reversed(layers):
        stream = _capped(_unpacked(stream, name), max_bytes)
    return b"".join(stream)


def _capped(chunks: Iterator[bytes], max_bytes: int) -> Iterator[bytes]:
    n_bytes = 0
    for chunk in chunks:
        n_bytes += len(chunk)
        if n_bytes > max_bytes:
            raise TooLarge(f"more than {max_bytes} bytes")
        yield chunk


def _unpacked(chunks: Iterator[bytes], name: str) -> Iterator[bytes]:
    first = next((chunk for chunk in chunks if chunk), b"")
    everything = _chain(first, chunks)
    if name in ("gzip", "x-gzip"):
        # Some servers announce gzip and send plain text.
        return _inflated(everything, 31) if first[:2] in (_GZIP_MAGIC, _GZIP_MAGIC[:1]) else everything
    if name == "deflate":
        # The standard means zlib's frame, many servers send the bare stream.
        return _inflated(everything, 15 if _has_zlib_frame(first) else -15)
    if name == "br":
        return _unbrotlied(everything)
    raise PermanentFailure("the answer is packed in a way that we did not ask for")


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _has_zlib_frame(head: bytes) -> bool:
    return len(head) >= 2 and head[0] & 0x0F == 8 and (head[0] << 8 | head[1]) % 31 == 0


def _inflated(chunks: Iterator[bytes], wbits: int) -> Iterator[bytes]:
    inflater = zlib.decompressobj(wbits)
    try:
        for chunk in chunks:
            data = chunk
            while data:
                if inflater.eof:
                    if data[:2] != _GZIP_MAGIC:
                        return  # padding behind the last member
                    inflater = zlib.decompressobj(wbits)
                yield inflater.decompress(data, PIECE_BYTES)
                data = inflater.unconsumed_tail or inflater.unused_data
    except zlib.error:
        raise TemporaryFailure("the compressed answer is broken") from None
    if not inflater.eof:
        yield inflater.flush(PIECE_BYTES)


def _unbrotlied(chunks: Iterator[bytes]) -> Iterator[bytes]:
    inflater = brotli.Decompressor()
    try:
        for chunk in chunks:
            yield inflater.process(chunk, output_buffer_limit=PIECE_BYTES)
            while not inflater.can_accept_more_data():
                yield inflater.process(b"", output_buffer_limit=PIECE_BYTES)
    except brotli.error:
        raise TemporaryFailure("the compressed answer is broken") from None
