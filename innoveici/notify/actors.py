"""Who is who in a letter: ERACs, advisors, partners and the council as the directory names them now, cleaned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from innoveici.characters import clean

if TYPE_CHECKING:
    from innoveici.directory.model import Directory
    from innoveici.routing.decision import Decision


@dataclass(frozen=True, slots=True, repr=False)
class Named:
    """Somebody of the chain. Fields are empty where nothing is known; ``name`` is never."""

    name: str
    organization: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    offer: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.organization})" if self.organization else self.name


Recorded = Callable[[], "Decision | None"]
"""The decision, asked for only when the directory does not know somebody: it takes long to put together."""


def advisor(id_: str | None, directory: Directory, recorded: Recorded) -> Named | None:
    """As in advisors.csv; who is no longer there, as the decision recorded it, else by its id."""
    if id_ is None:
        return None
    if found := directory.advisors.get(id_):
        return _named(found.name, found.organization, email=found.email, phone=found.phone)
    decision = recorded()
    ranked = next((r for r in decision.ranking if r.advisor_id == id_), None) if decision else None
    if ranked is None or not any(map(str.isalnum, ranked.name)):  # the roster was erased
        return _named(id_)
    return _named(ranked.name, ranked.organization)


def erac(id_: str | None, directory: Directory, recorded: Recorded) -> Named | None:
    """As in regions.yaml; its ``organization`` is who runs it, where that is verified."""
    if id_ is None:
        return None
    found = next((e for region in directory.regions.values() for e in region.eracs if e.id == id_), None)
    if found is None:
        decision = recorded()
        return _named((decision.erac_name if decision and decision.erac_id == id_ else None) or id_)
    return _named(found.name, found.mandatary or "", email=found.email, phone=found.phone, website=found.website)


def partner(id_: str | None, directory: Directory, recorded: Recorded) -> Named | None:
    """A partnership; one that regions.yaml no longer has, as the decision recorded it."""
    if id_ is None:
        return None
    known = next((p for p in directory.partnerships if p.id == id_), None)
    if known is not None:
        return _named(known.name, ", ".join(known.organizations), email=known.contact, offer=known.offer)
    decision = recorded()
    fit = next((f for f in decision.partnerships if f.id == id_), None) if decision else None
    return _named(fit.name, ", ".join(fit.organizations), offer=fit.offer) if fit else _named(id_)


def _named(name: str, organization: str = "", **fields: str) -> Named:
    return Named(clean(name), clean(organization), **{key: clean(value) for key, value in fields.items()})
