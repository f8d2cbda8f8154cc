"""The obvious loop: each mail of a Maildir through smtplib. ``python benchmarks/notify_peer.py PORT FOLDER``.

The mails are those that innoveici made, read before the first one goes.
"""

from __future__ import annotations

import smtplib
import sys
from pathlib import Path


def main() -> None:
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    mails = [_mail(path.read_bytes()) for path in sorted(folder.iterdir())]
    with smtplib.SMTP("127.0.0.1", port) as server:
        for sender, recipient, content in mails:
            server.sendmail(sender, [recipient], content)


def _mail(kept: bytes) -> tuple[str, str, bytes]:
    """Envelope and content, as they were before the Maildir wrote the envelope into the headers, a line a line feed."""
    path, to, content = kept.split(b"\n", 2)
    return path.decode().partition("<")[2].rstrip(">"), to.decode().partition(": ")[2], content.replace(b"\n", b"\r\n")


if __name__ == "__main__":
    main()
