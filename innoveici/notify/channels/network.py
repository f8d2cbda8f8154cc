"""What connecting can meet, for every channel that connects: whom to trust, and why nobody answers."""

from __future__ import annotations

import errno
import socket
import ssl
from pathlib import Path

from innoveici.notify.channels import ChannelDown, ChannelRefused
from innoveici.reasons import Reason

ANSWERS = 10
"""How many may be waited for over one mail, each as long as the time-out lets it."""
_KNOWN = {
    errno.ECONNREFUSED: "server.refused",
    errno.ENETUNREACH: "server.no_route",
    errno.EHOSTUNREACH: "server.no_route",
    errno.ECONNRESET: "server.closed",
    errno.EPIPE: "server.closed",
}


def trusting(ca: Path | None) -> ssl.SSLContext:
    """Certificates and host names are verified, by the system's authorities or those in ``ca``.

    :raises ChannelRefused: ``ca`` holds no certificates.
    """
    try:
        return ssl.create_default_context(cafile=str(ca) if ca else None)
    except OSError:  # ssl.SSLError is one
        raise ChannelRefused(Reason("server.certificates_unreadable", {"path": str(ca)})) from None


def not_connected(server: str, error: BaseException | None, timeout: float) -> ChannelDown | ChannelRefused:
    """What to raise for ``error``; None: the other side closed the connection."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return ChannelRefused(Reason("server.certificate", {"server": server, "detail": error.verify_message}))
    if isinstance(error, ssl.SSLEOFError) or error is None:
        why = Reason("server.closed")
    elif isinstance(error, ssl.SSLError):
        why = Reason("server.encryption")
    elif isinstance(error, TimeoutError):
        why = Reason("server.silent", {"seconds": f"{timeout:g}"})
    elif isinstance(error, socket.gaierror):
        why = Reason("server.unknown")
    else:
        number = getattr(error, "errno", None) or 0
        known = _KNOWN.get(number)
        why = Reason(known) if known else Reason("server.other", {"name": errno.errorcode.get(number, "?")})
    return down(server, why)


def down(server: str, why: Reason) -> ChannelDown:
    """``server`` cannot be used now, and ``why``."""
    return ChannelDown(Reason("server.unreachable", {"server": server, "why": why}))
