"""A message that a mail server gives: how much of it is taken, and the addresses that it came to."""

from __future__ import annotations

from email.parser import BytesHeaderParser
from typing import IO

LARGEST = 1_000_000
"""Bytes: a report with the whole of a letter of ours has some 100,000, an answer with a picture in its signature as
many. More are nothing that is read here."""
_CHUNK = 1 << 16
_CAME_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To")


def read_message(stream: IO[bytes]) -> bytes:
    """What is taken of a message: one byte more than ``LARGEST`` at most, which tells that it is too large.

    The rest goes to nowhere: a server may take a pipe that closes early for a failure.
    """
    content = stream.read(LARGEST + 1)
    while stream.read(_CHUNK):
        pass
    return content


def came_to(content: bytes, *more: str) -> list[str]:
    """The headers' values in which the address that a message came to stands, the surest first.

    :param more: names of headers to look at as well, last.
    """
    headers = BytesHeaderParser().parsebytes(content)
    return [str(value) for name in (*_CAME_TO, *more) for value in headers.get_all(name, [])]
