"""A real process that corrects: ``python -m tests.ledger.corrector URL ID…``; says on stdout which ones it recorded."""

from __future__ import annotations

import sys

from innoveici.ledger import open_ledger
from tests.ledger.samples import clock, routed


def main(url: str, *ids: str) -> None:
    with open_ledger(url, clock=clock, patience_s=60) as ledger:
        for id_ in ids:
            entry = routed(id_, need="autre")
            with ledger.writing() as tx:
                correction = tx.correction(entry.request)
                if correction is not None:
                    tx.revise(entry, correction)
            if correction is not None:
                sys.stdout.write(f"{id_}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
