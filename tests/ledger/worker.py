"""A real process that records: ``python -m tests.ledger.worker URL NAME COUNT SHARED BATCH``, in the project folder.

Says on stdout each request id once it is committed. COUNT 0: until killed. SHARED: ids every worker tries to record.
"""

from __future__ import annotations

import sys
from itertools import count
from random import Random

from innoveici.ledger import open_ledger
from tests.ledger.samples import clock, routed


def main(url: str, name: str, how_many: int, shared: int, batch: int) -> None:
    random = Random(name)
    with open_ledger(url, clock=clock, patience_s=60) as ledger:
        say("ready")
        for i in range(how_many) if how_many else count():
            size = random.randint(1, batch)
            ids = [f"{name}-{i}-{j}" for j in range(size)]
            if i < shared:
                ids.append(f"shared-{i}")
            with ledger.writing() as tx:
                new = [id_ for id_ in ids if tx.find(id_) is None]
                tx.record_many([routed(id_, advisor_id=f"CONS-{random.randint(1, 5)}") for id_ in new])
            say(*new)


def say(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6]))
