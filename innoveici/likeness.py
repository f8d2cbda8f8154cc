"""When two requests may be one although their numbers differ: what two texts have in common that say the same. Pure.

Nothing is ever merged on the strength of it: it is pointed out, and a person decides.
"""

from __future__ import annotations

import re
from functools import lru_cache

from innoveici.company_names import plain
from innoveici.postal import PostalCode, codes_within, parse

_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
ARTICLE = "^(?:les?|la|l|the) "
LEGAL = (
    r"\b(?:inc|incorporee?|incorporated|ltee?|ltd|limitee?|limited|enr|enrg|enregistree?|s ?e ?n ?c(?: ?r ?l)?|sarl|"
    r"s a r l|corp|corporation|cie|compagnie|co|company|llc|llp|lp|s a|sa|sas|et|and)\b"
)
"""Of a name in plain letters. Arrow's regular expressions read both as well."""


def number_key(request_id: str) -> str:
    """What is left of a request's number when case and leading zeros do not count: a spreadsheet loses both."""
    return _ZEROS.sub("", request_id.strip().casefold())


def company_key(company: str, postal_code: str, municipality: str = "") -> str:
    """A company's name without case, accents, punctuation and legal form, and where it is; empty where either is not
    known well enough to say that two are the same."""
    where = _where(postal_code) or plain(municipality).replace(" ", "")
    name = _name(company)
    return f"{name}@{where}" if name and where else ""


def _where(postal_code: str) -> str:
    code = parse(postal_code)
    if isinstance(code, PostalCode):
        return code.compact
    found = codes_within(postal_code)
    return found[0].compact if len(found) == 1 else ""


@lru_cache(maxsize=4096)
def _name(company: str) -> str:
    words = plain(company)
    short = re.sub(LEGAL, " ", re.sub(ARTICLE, "", words)).replace(" ", "")
    return short or words.replace(" ", "")
