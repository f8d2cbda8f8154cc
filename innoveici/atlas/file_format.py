"""The atlas file's layout, shared by its reader (``store``) and its builder (``tools/build_atlas.py``).

One file: a fixed prefix (magic, format, length and CRC of the header), a JSON header, then sections at offsets that the
header gives. Numbers are little-endian. Columns are parallel: row *i* of each is the *i*-th code in key order.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from typing import Any

MAGIC = b"INVATLAS"
FORMAT = 1
PREFIX = struct.Struct("<8sHxxII")
"""Magic, format number, length of the header in bytes, CRC-32 of the header."""

COLUMNS: dict[str, str] = {
    "key": "I",  # the code, see code_key()
    "latitude": "i",  # 1e-4 degree, about 10 m
    "longitude": "i",
    "uncertainty": "H",  # 0.1 km
    "place": "H",  # index into the "places" dictionary
    "municipality": "H",  # index into "municipalities"; NONE when not known
    "mrcs": "H",  # index into "mrc_sets"
}
"""Column name to its struct type; each is one section of rows × size bytes. The other sections hold JSON lists."""

DEGREE = 10_000
UNCERTAINTY_PER_KM = 10
NONE = 0xFFFF


def code_key(compact: str) -> int:
    """The number that sorts as ``compact`` (six characters, ``J0K2M0``) does; mixed base 26 and 10."""
    a, b, c, d, e, f = compact.encode("ascii")
    return ((((a - 65) * 10 + b - 48) * 26 + c - 65) * 10 + d - 48) * 260 + (e - 65) * 10 + f - 48


def code_text(key: int) -> str:
    """The inverse of :func:`code_key`; empty for a number that is no code's."""
    if not 0 <= key < 26 * 10 * 26 * 10 * 26 * 10:
        return ""
    rest, f = divmod(key, 10)
    rest, e = divmod(rest, 26)
    rest, d = divmod(rest, 10)
    rest, c = divmod(rest, 26)
    a, b = divmod(rest, 10)
    return f"{chr(65 + a)}{b}{chr(65 + c)}{d}{chr(65 + e)}{f}"


def pack(sections: Mapping[str, bytes], about: Mapping[str, Any]) -> bytes:
    """The whole file: ``sections`` in order, ``about`` (provenance) in the header; same input, same bytes."""
    import hashlib  # only the builder needs it; loading it would slow every look-up

    table: dict[str, list[int]] = {}
    offset = 0
    for name, content in sections.items():
        table[name] = [offset, len(content)]
        offset += len(content) + (-len(content)) % 8
    body = b"".join(content + bytes((-len(content)) % 8) for content in sections.values())
    header = {"about": about, "sections": table, "size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    text = dump(header)
    text += b" " * ((-(PREFIX.size + len(text))) % 8)
    return PREFIX.pack(MAGIC, FORMAT, len(text), zlib.crc32(text)) + text + body


def dump(value: Any) -> bytes:
    """JSON without a choice: compact, UTF-8, keys sorted."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
