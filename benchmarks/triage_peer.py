"""The queue as a few lines of Python would list it, with sqlite3 alone: ``python triage_peer.py LEDGER LIMIT``.

The columns of ``innoveici queue`` but for why a handoff is held; what was corrected or reopened since is not looked at.
A LIMIT of -1 lists all.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing

QUERY = """
SELECT h.opened_seq, h.state, coalesce(json_extract(e.payload, '$.received_at'), h.opened_at),
       json_extract(p.body, '$.company'), json_extract(p.body, '$.municipality'),
       h.region_code, h.erac_id, h.advisor_id, h.request_id
FROM handoffs h JOIN events e ON e.seq = h.opened_seq LEFT JOIN personal p ON p.seq = h.opened_seq
WHERE h.state IN ('received', 'held', 'assigned', 'accepted', 'contacted', 'declined', 'escalated')
ORDER BY h.opened_seq LIMIT ?
"""


def main(ledger: str, limit: int) -> None:
    """One line a handoff."""
    with closing(sqlite3.connect(ledger)) as connection:
        for row in connection.execute(QUERY, (limit,)):
            sys.stdout.write("\t".join("" if value is None else str(value) for value in row) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
