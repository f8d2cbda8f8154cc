"""What ``make run`` says last: where innoveici is, and what to type next."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from innoveici.settings import read_language

TEXTS = {
    "fr": """
innoveici est ici : {path}

À taper ensuite :
  {program} --ledger {ledger} explain H-000001  # pourquoi cette personne
  {program} locate J0K2M0 "GIR 2B5"  # où se trouvent des codes postaux
  {program} --help  # tout le reste

Pour taper « innoveici » tout court, de n'importe où : pipx install .
(sans pipx, dans un environnement Python à vous : pip install .)
Vos propres régions et conseiller·ères : innoveici config init
""",
    "en": """
innoveici is here: {path}

To type next:
  {program} --ledger {ledger} explain H-000001  # why this person
  {program} locate J0K2M0 "GIR 2B5"  # where postal codes are
  {program} --help  # all the rest

To type plain “innoveici”, from anywhere: pipx install .
(without pipx, in a Python environment of yours: pip install .)
Regions and advisors of your own: innoveici config init
""",
}


def what_next(program: Path, ledger: str) -> str:
    """In the reader's language; the commands are typed in the current folder."""
    here = program.relative_to(Path.cwd()) if program.is_relative_to(Path.cwd()) else program
    text = TEXTS[read_language(None).value]
    return text.format(path=program, program=shlex.quote(str(here)), ledger=shlex.quote(ledger))


if __name__ == "__main__":
    print(what_next(Path(sys.argv[1]), sys.argv[2]))
