"""A real process that claims letters: ``python -m tests.ledger.claimer URL RUN [STOP]``, in the project folder.

Says each letter it has; with STOP it waits, that letter in hand, to be killed.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from random import Random

from innoveici.ledger import open_ledger
from innoveici.ledger.outbox import Claim, Settled
from tests.ledger.samples import NOW, clock
from tests.ledger.worker import say


def main(url: str, run: str, stop: str = "") -> None:
    random = Random(run)
    with open_ledger(url, clock=clock, patience_s=60) as ledger:
        say("ready")
        sys.stdin.readline()
        settled: Settled | None = None
        while page := ledger.due(NOW, digests={}, limit=random.randint(1, 20)):
            for posted in page:
                id_ = posted.notice.id
                had = ledger.step(settled, Claim(id_, (posted.key,), run, NOW + timedelta(minutes=10)))
                settled = Settled(id_, run, "sent") if had else None
                if had:
                    say(id_)
                if stop and had:
                    sys.stdin.readline()
        ledger.step(settled)


if __name__ == "__main__":
    main(*sys.argv[1:])
