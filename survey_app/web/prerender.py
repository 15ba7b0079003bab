"""Pages that are rendered and compressed once and filled with a few values per request.

The fixed parts of a page are deflated ahead, each ended by a full flush so that it stands alone;
a value between them travels as a stored block. Filling a 60 kB page costs one CRC, not a
compression.
"""

import re
import struct
import zlib
from collections.abc import Mapping

_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"  # gzip, deflate, no time, no system
_END = b"\x03\x00"  # an empty last block
_LONGEST = 65_535  # bytes of a stored block


def mark(name: str) -> str:
    """What a template writes where a value goes."""
    return f"\ue000{name}\ue001"


def unmarked(text: str) -> str:
    """The text without the private signs of marks, so that nobody's words can be one."""
    return text.replace("\ue000", "").replace("\ue001", "")


class Prerendered:
    """A page with marks, ready to be filled."""

    def __init__(self, html: str) -> None:
        pieces = re.split("\ue000([a-z]+)\ue001", html)
        self._fixed = [piece.encode() for piece in pieces[0::2]]
        self._names = pieces[1::2]
        self._deflated = [_deflate(piece) for piece in self._fixed]

    def html(self, values: Mapping[str, str]) -> bytes:
        """The page; values must be escaped for HTML."""
        filled = [values[name].encode() for name in self._names]
        parts = [part for pair in zip(self._fixed, filled, strict=False) for part in pair]
        return b"".join([*parts, self._fixed[-1]])

    def gzip(self, values: Mapping[str, str]) -> bytes:
        """The page as a gzip body."""
        plain = self.html(values)
        parts = [_HEADER]
        for deflated, name in zip(self._deflated, self._names, strict=False):
            parts += [deflated, _stored(values[name].encode())]
        tail = struct.pack("<LL", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)
        return b"".join([*parts, self._deflated[-1], _END, tail])


def _deflate(data: bytes) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    return engine.compress(data) + engine.flush(zlib.Z_FULL_FLUSH)


def _stored(data: bytes) -> bytes:
    if len(data) > _LONGEST:
        raise ValueError(f"a value of a page is at most {_LONGEST} bytes, got {len(data)}")
    return struct.pack("<BHH", 0, len(data), len(data) ^ 0xFFFF) + data


def gzipped(body: bytes) -> bytes:
    """Anything else, compressed quickly."""
    engine = zlib.compressobj(4, zlib.DEFLATED, 31)
    return engine.compress(body) + engine.flush()
