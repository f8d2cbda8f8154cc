"""A letter of every template, from real events: recorded by the desk, the casework and the reminders, and read back.

Each is called as its template, with what makes it another letter of the same template after a plus sign.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from innoveici.atlas.store import Atlas
from innoveici.casework.announcing import announce_absence
from innoveici.casework.casework import Casework
from innoveici.catalogue.load import load_catalogue
from innoveici.desk import Desk
from innoveici.directory.absences import Absence
from innoveici.directory.model import Directory, EmptyPool, Policy
from innoveici.ledger import open_ledger
from innoveici.ledger.actor import COUNCIL, SYSTEM, Actor
from innoveici.ledger.audience import BOUNCED, RENEWED, REPLIED, WITHHELD, Contact, told_by
from innoveici.ledger.event import Head
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.outbox import Claim, Settled
from innoveici.links import SigningKey
from innoveici.notify.company_letters import due_company_letters
from innoveici.notify.letter import Address, Letter, LetterContext, Part
from innoveici.notify.letter_types import in_digest
from innoveici.notify.reminders import remind, written
from innoveici.orientation.suggesting import Orienter
from innoveici.quebec import WorkingDays, quebec_day
from innoveici.reasons import Reason
from innoveici.request import Remark, Request
from innoveici.settings import packaged
from tests.catalogue import SAMPLE
from tests.notify.shipped import shipped

RECEIVED = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
HEAD = Head(123, "5f2c" * 16)
PAGES = "https://demandes.innoveici.example"
SIGNING_KEY = SigningKey("1", b"s" * 32, RECEIVED)
ADDRESS = Address("", "somebody@somewhere.example")
ERAC, PERSON = Actor("erac", "erac-14"), Actor("person", "triage")
LAC = Request(
    "R-1", "Fromagerie du Lac", "J0K 2M0", contact_name="Hélène Côté", email="direction@fromagerie-du-lac.example",
    phone="450 555-0123 poste 4", sectors=("agroalimentaire",), consent=True,
    need="Automatiser l'affinage de nos fromages.\n\nNous avons deux caves et 40 employés.",
)  # fmt: skip
ALSACE = replace(
    LAC, request_id="R-FR", company="Brasserie de l'Ill", email="contact@brasserie.example", postal_code="67000",
    country="FR", sectors=("intelligence artificielle",), markets=("CA-QC",),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A letter, in French as it was recorded, and the surroundings it is made in."""

    letter: Letter
    context: LetterContext


def directory(empty_pool: EmptyPool | None = None) -> Directory:
    """The shipped one, where everybody can be reached. ``empty_pool``: Lanaudière has this policy and no advisor."""
    here = shipped()
    regions = {
        code: replace(region, eracs=tuple(replace(e, email=f"{e.id}@erac.example") for e in region.eracs))
        for code, region in here.regions.items()
    }
    advisors = dict(here.advisors)
    if empty_pool:
        regions["14"] = replace(regions["14"], policy=Policy(empty_pool, neighbours=("15",)))
        advisors = {id_: advisor for id_, advisor in advisors.items() if advisor.region_code != "14"}
    return replace(
        here,
        regions=regions,
        advisors=advisors,
        partnerships=tuple(replace(p, contact=f"{p.id}@partenaire.example") for p in here.partnerships),
        council=replace(here.council, email="conseil@conseil.example"),
        notices=replace(here.notices, website="https://innoveici.quebec"),
        _by_region={},  # which the copy would share
    )


def context(now: datetime = RECEIVED, where: Directory | None = None) -> LetterContext:
    """The surroundings of the letters here. Their head is always the same: a ledger's own is drawn by chance."""
    return LetterContext(
        where or directory(), WorkingDays("CA-QC"), now, HEAD, "0123456789ab", b"k" * 32, orienter=orienter
    )


@cache
def orienter() -> Orienter:
    """Of a small catalogue, so that no letter changes with the one that is shipped."""
    return Orienter(load_catalogue(SAMPLE))


class World:
    """A ledger, and what people do in it. ``now`` is the time of what is done next, in ``directory``."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.now = RECEIVED
        self.directory = directory()
        self.cases: dict[str, Case] = {}
        self._atlas = Atlas.open()
        self._read = 0

    @property
    def work(self) -> Casework:
        return Casework(self.ledger, self._desk)

    @property
    def context(self) -> LetterContext:
        return context(self.now, self.directory)

    @property
    def _desk(self) -> Desk:
        return Desk(self._atlas, self.directory, quebec_day(self.now), catalogue=SAMPLE)

    def route(self, request: Request, *, batch: str | None = None, via: str = "") -> str:
        """Record it; the handoff's id."""
        with self.ledger.writing(marks={"via": via} if via else {}) as tx:
            return str(self._desk.record(request, tx, batch=batch).handoff_id)

    def advisor(self, id_: str) -> Actor:
        """Who has it now."""
        found = self.ledger.find(id_)
        assert found is not None
        return Actor("advisor", str(found.advisor_id))

    def partner(self, id_: str) -> Actor:
        """To whom it was referred."""
        found = self.ledger.find(id_)
        assert found is not None
        return next(a for a in map(Actor.parse, found.involved) if a.role == "partner")

    def sent(self) -> None:
        """What waits has gone out."""
        self.now += timedelta(hours=1)
        for posted in self.ledger.due(self.now, digests={}, limit=1_000):
            assert self.ledger.step(None, Claim(posted.notice.id, (posted.key,), "run", self.now + timedelta(hours=1)))
            self.ledger.step(Settled(posted.notice.id, "run", "sent"))
        self.parts()

    def parts(self) -> list[Part]:
        """The notices written since the last call."""
        fresh = [posted for posted in self.ledger.outbox() if posted.notice.event_seq > self._read]
        self._read = max(posted.notice.event_seq for posted in fresh)
        materials = self.ledger.materials([posted.notice.event_seq for posted in fresh])
        return [Part(posted, materials[posted.notice.event_seq]) for posted in fresh]

    def keep(self, *names: str) -> None:
        """The letters of the notices written since the last call, under these names; the council's go in its digest."""
        self._keep(self.parts(), names)

    def _keep(self, parts: list[Part], names: tuple[str, ...]) -> None:
        by_template = {part.posted.notice.template: part for part in reversed(parts)}
        for name in names or sorted(t for t in by_template if not t.endswith(".council")):
            self.cases[name] = Case(letter(by_template[name.partition("+")[0]]), self.context)

    def keep_digest(self, name: str, recipient: Actor) -> None:
        """What a digest of everything that a recipient was ever told would be."""
        notices = [
            posted
            for posted in self.ledger.outbox()
            if posted.notice.recipient == str(recipient) and in_digest(posted.notice.template)
        ]
        materials = self.ledger.materials([posted.notice.event_seq for posted in notices])
        parts = [Part(posted, materials[posted.notice.event_seq]) for posted in notices]
        self.cases[name] = Case(replace(letter(*parts), digest=True), self.context)


def letter(*parts: Part) -> Letter:
    """One letter of these parts, in French."""
    return Letter(parts[0].posted.notice.id, ADDRESS, "fr", parts)


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """An empty ledger in ``folder``."""
    held: list[World] = []
    with open_ledger(f"sqlite:///{folder / 'ledger.db'}", clock=lambda: held[0].now) as ledger:
        held.append(World(ledger))
        yield held[0]


def cases(folder: Path) -> Mapping[str, Case]:
    """By name, every letter."""
    with world(folder) as here:
        _from_first_to_last(here)
        _changing_hands(here)
        _with_nobody(here)
        _on_hold(here, _QUESTIONS)
        _from_elsewhere(here)
        _taken_back(here)
        _forgotten(here)
        here.keep_digest("digest.council", COUNCIL)
        here.keep_digest("digest.erac", ERAC)
        here.work.take("close", "R-held-outside", PERSON, {"outcome": "outside"})
        here.keep("closed.company+outside")
        _a_step_taken_back(here)
        _on_hold(here, _UNCLEAR)
        _by_the_company(here)
        _for_a_person(here)
        _by_the_form(here)
        _absent(here, folder)
        _directed(here)
        return here.cases


def _directed(here: World) -> None:
    id_ = here.route(replace(LAC, request_id="R-directed"))
    here.parts()
    advisor = here.advisor(id_)
    here.work.take("accept", id_, advisor)
    here.parts()
    here.work.take("orient", id_, advisor, {"choose": "centre-fromager, aide-automate"})
    here.keep()
    here.work.take("close", id_, advisor, {"outcome": "referred", "to": "centre-fromager"})
    here.keep("closed.company+directed")
    there = here.directory
    here.directory = replace(there, partnerships=tuple(replace(p, contact="") for p in there.partnerships))
    by_hand = here.route(replace(ALSACE, request_id="R-by-hand"))
    here.keep("referred.company+by-hand")
    here.work.take("refer", by_hand, PERSON)
    here.keep()
    here.directory = there
    here.route(replace(LAC, request_id="R-france", need="Trouver un partenaire français en matériaux avancés"))
    here.keep("assigned.company+france")


def _answered(here: World, told: Mapping[str, Part]) -> None:
    """With the page of the request, or by mail."""
    for how, said in {"page": {"base_url": PAGES}, "mail": {"replies": "reponses@innoveici.example"}}.items():
        settings = replace(here.context.settings, **said)
        directory_ = replace(here.context.directory, notices=settings)
        there = replace(here.context, directory=directory_, signing_key=SIGNING_KEY)
        for template in ("assigned.advisor", "assigned.company", "assigned.erac"):
            here.cases[f"{template}+{how}"] = Case(letter(told[template]), there)


def _from_first_to_last(here: World) -> None:
    id_ = here.route(LAC)
    parts = here.parts()
    here._keep(parts, ())
    told = {part.posted.notice.template: part for part in parts}
    _answered(here, told)
    here.cases["assigned.advisor+two-roles"] = Case(
        letter(told["assigned.advisor"], told["assigned.erac"]), here.context
    )
    advisor = here.advisor(id_)
    here.work.take("accept", id_, advisor)
    here.keep()
    here.work.take("contact", id_, advisor)
    here.keep()
    here.work.take("close", id_, advisor, {"outcome": "served"})
    here.keep()
    here.work.take("reopen", id_, ERAC, {"reason": "Un deuxième projet."})
    here.keep()
    quiet = here.route(replace(LAC, request_id="R-quiet", email="", markets=("FR-GES",)))
    here.keep("assigned.advisor+no-email", "assigned.erac+no-email")
    here.now += timedelta(days=40)
    here.work.take("accept", quiet, ERAC)
    here.keep("accepted.company+late")
    here.now = RECEIVED


def _changing_hands(here: World) -> None:
    id_ = here.route(replace(LAC, request_id="R-hands", company="Les Serres Gagnon inc."))
    first = here.advisor(id_)
    here.parts()
    here.work.take("decline", id_, first, {"reason": "Je pars en congé lundi."})
    here.keep("declined.advisor", "declined.erac", "assigned.company+changed")
    here.work.take("correct", id_, ERAC, {"phone": "450 555-0199"})
    here.keep("corrected.advisor", "corrected.erac")
    here.work.take("reassign", id_, ERAC, {"reason": "Le projet touche l'énergie."})
    parts = here.parts()
    here._keep([p for p in parts if p.posted.notice.recipient == str(here.advisor(id_))], ("reassigned.advisor",))
    here._keep([p for p in parts if p.posted.notice.recipient == str(first)], ("reassigned.advisor+former",))
    here._keep(parts, ("reassigned.erac", "assigned.company+reassigned"))
    here.work.take("escalate", id_, ERAC, {"reason": "Un projet de grande envergure."})
    here.keep()
    moved = here.route(replace(LAC, request_id="R-moved", postal_code="J0K"))
    here.parts()
    here.work.take("correct", moved, PERSON, {"municipality": "Saint-Alexis-des-Monts"})
    here.keep("corrected.erac+let-go")


def _with_nobody(here: World) -> None:
    here.directory = directory("hold")
    here.route(replace(LAC, request_id="R-nobody"))
    here.keep("held.company+nobody", "held.erac+nobody")
    here.directory = directory("erac")
    id_ = here.route(replace(LAC, request_id="R-erac"))
    here.keep("assigned.company+to-the-erac", "assigned.erac+to-the-erac")
    here.work.take("accept", id_, ERAC)
    here.keep("accepted.company+by-the-erac", "accepted.erac+by-the-erac")
    here.directory = directory("neighbour")
    here.route(replace(LAC, request_id="R-neighbour"))
    here._keep([p for p in here.parts() if p.posted.notice.recipient == "erac:erac-15"], ("assigned.erac+neighbour",))
    here.directory = directory()


def _on_hold(here: World, questions: Mapping[str, dict[str, Any]]) -> None:
    for variant, fields in questions.items():
        here.route(replace(LAC, request_id=f"R-held{variant}".replace("+", "-"), **fields))
        told = {part.posted.notice.template: part for part in here.parts()}
        for template in ("held.company", "held.erac", "rejected.company"):
            if template in told:
                here.cases[template + variant] = Case(letter(told[template]), here.context)


_QUESTIONS: Mapping[str, dict[str, Any]] = {
    "": {"postal_code": "J0K"},
    "+consent": {"consent": False},
    "+which": {"municipality": "Gatineau"},
    "+postal-code": {"postal_code": "H0H 0H0"},
    "+outside": {"postal_code": "M5V 2T6"},
    "+partner": {"postal_code": "75001", "country": "FR", "sectors": ()},
    "+country": {"postal_code": "12345"},
}
_UNCLEAR: Mapping[str, dict[str, Any]] = {
    "+consent-unclear": {
        "consent": False,
        "remarks": (
            Remark("consent", Reason("field.consent", {"field": "consent"}), "peut-être"),
            Remark("email", Reason("field.email", {"field": "email"}), "à venir"),
        ),
    },
}


def _from_elsewhere(here: World) -> None:
    here.route(replace(LAC, request_id="R-rejected", postal_code="GIR 2B5"))
    here.keep()
    id_ = here.route(ALSACE)
    here.keep()
    here.work.take("close", id_, PERSON, {"outcome": "referred"})
    here.keep("closed.company+elsewhere", "closed.partner")
    here.work.take("reopen", id_, PERSON, {"reason": "À reprendre."})
    here.keep("reopened.partner")
    with here.ledger.writing() as tx:
        tx.erase(id_, actor=PERSON, contacts=[Contact(here.partner(id_))])
    here.keep()


def _taken_back(here: World) -> None:
    here.route(replace(LAC, request_id="R-undone"), batch="B-1")
    here.route(replace(ALSACE, request_id="R-undone-FR"), batch="B-1")
    here.parts()
    here.ledger.undo_batch("B-1", reason="Mauvaise colonne.", actor=PERSON)
    here.keep()
    erased = here.route(replace(LAC, request_id="R-erased"))
    before = here.parts()
    with here.ledger.writing() as tx:
        tx.erase(erased, actor=PERSON, contacts=[Contact(a) for a in (here.advisor(erased), ERAC, COUNCIL)])
    here.keep()
    after = here.ledger.materials([part.posted.notice.event_seq for part in before])
    too_late = [Part(part.posted, after[part.posted.notice.event_seq]) for part in before]
    here._keep(too_late, ("assigned.advisor+erased",))


def _a_step_taken_back(here: World) -> None:
    """Once its letters had gone out: else nobody would hear of it."""
    id_ = here.route(replace(LAC, request_id="R-slip", company="Meunerie Fictive"))
    here.parts()
    first = here.advisor(id_)
    here.work.take("decline", id_, first, {"reason": "Mauvais dossier."})
    second = here.advisor(id_)
    here.sent()
    here.work.undo(id_, first)
    parts = here.parts()
    here._keep([p for p in parts if p.posted.notice.recipient == str(first)], ("taken_back.advisor",))
    here._keep([p for p in parts if p.posted.notice.recipient == str(second)], ("taken_back.advisor+relieved",))
    here._keep(parts, ("taken_back.company", "taken_back.erac"))
    abroad = here.route(replace(ALSACE, request_id="R-slip-FR"))
    here.parts()
    here.work.take("close", abroad, PERSON, {"outcome": "served"})
    here.sent()
    here.work.undo(abroad, PERSON)
    here._keep(here.parts(), ("taken_back.partner",))


def _for_a_person(here: World) -> None:
    """Answered by mail, in a way that a person must see."""
    id_ = here.route(replace(LAC, request_id="R-answered", company="Ferme des Sources"))
    here.parts()
    advisor, company = here.advisor(id_), Actor("company", "R-answered")
    words = "Peut-être la semaine prochaine.\n\nEst-ce que l'entreprise a déjà un plan?"
    for name, actor, payload, said in (
        ("replied.erac", advisor, {"answer": "unclear"}, words),
        ("replied.erac+state", advisor, {"answer": "state", "step": "contact"}, "Contactée ce matin."),
        ("replied.erac+unreadable", company, {"answer": "unreadable"}, ""),
    ):
        private = {"reason": said} if said else None
        with here.ledger.writing() as tx:
            told = told_by(REPLIED, [Contact(ERAC)])
            tx.append(id_, "noted", actor=actor, payload=payload, private=private, told=told)
        here.keep(name)


def _forgotten(here: World) -> None:
    id_ = here.route(replace(LAC, request_id="R-forgotten", company="Ébénisterie Ouareau"))
    here.parts()
    payload = {"bounce": "2.1", "status": "5.1.1", "recipient": "company:R-forgotten"}
    with here.ledger.writing() as tx:
        tx.append(id_, "noted", actor=SYSTEM, payload=payload, told=told_by(BOUNCED, [Contact(ERAC)]))
    here.keep()
    for days, names in (10, ("reminder.advisor", "reminder.erac")), (13, ("overdue.erac",)):
        here.now = RECEIVED + timedelta(days=days, hours=1)
        remind(here.ledger, here.context)
        parts = here.parts()
        here._keep([p for p in parts if p.posted.handoff_id == id_], names)
        held = [p for p in parts if p.material.handoff.state == "held" and p.posted.notice.recipient == str(ERAC)]
        here._keep(held, (f"{names[-1]}+held",))


def _by_the_company(here: World) -> None:
    """What it asks, hears when nothing happens, and judges."""
    id_ = here.route(replace(LAC, request_id="R-asks", company="Tannerie Fictive"))
    here.parts()
    company, advisor = Actor("company", "R-asks"), here.advisor(id_)
    here.work.take("ask", id_, company, {"asks": "call", "reason": "Le téléphone est bien le bon."})
    here.keep()
    here.work.take("unreachable", id_, advisor, {"reason": "Boîte vocale pleine."})
    here.keep()
    here.work.take("unreachable", id_, advisor)
    here._keep(here.parts(), ("unreached.company",))
    with here.ledger.writing() as tx:
        chain = [Contact(one) for one in (company, advisor, ERAC)]
        tx.append(id_, "noted", actor=SYSTEM, payload={"link": "company"}, told=told_by(RENEWED, chain))
    here.keep()
    here.now += timedelta(days=11)
    remind(here.ledger, here.context)
    here.parts()
    written(here.ledger, due_company_letters(here.ledger, here.context))
    here.keep()
    here.work.take("accept", id_, advisor)
    here.work.take("contact", id_, advisor)
    here.work.take("close", id_, advisor, {"outcome": "served"})
    here.parts()
    pages = replace(here.context.directory, notices=replace(here.context.settings, base_url=PAGES))
    here.now += timedelta(days=14)
    asked = replace(here.context, directory=pages)
    written(here.ledger, due_company_letters(here.ledger, asked))
    here.keep()
    here.work.take(
        "rate", id_, company, {"contacted": "yes", "useful": "partly", "reason": "Un plan, et une subvention."}
    )
    here.keep()


def _by_the_form(here: World) -> None:
    """Nobody knows yet whose the address is that was given there."""
    id_ = here.route(replace(LAC, request_id="F-1"), via="form")
    here.keep("assigned.company+form")
    here.route(replace(LAC, request_id="F-2", postal_code="J0K"), via="form")
    here.keep("held.company+form")
    notice = next(n for n in here.ledger.show(id_).notices if n.template == "assigned.company")
    with here.ledger.writing() as tx:
        tx.change_notices(
            [notice.id], "hold", actor=SYSTEM, reason=None, told=lambda _: told_by(WITHHELD, [Contact(ERAC)])
        )
    here.keep()


def _absent(here: World, folder: Path) -> None:
    """An advisor goes, where advisors.csv can be written and where not, and is back."""
    id_ = here.route(replace(LAC, request_id="R-absent", company="Brûlerie Fictive"))
    here.parts()
    shutil.copy(packaged("advisors.csv"), folder)
    advisor, today = here.advisor(id_).id, quebec_day(here.now)
    other = next(a.id for a in here.directory.advisors_of("14") if a.id != advisor)
    absence = Absence(today + timedelta(days=3), today + timedelta(days=14), other)
    for name, said, file in (
        ("absence.erac", absence, folder / "advisors.csv"),
        ("absence.erac+by-hand", replace(absence, last=None, replacement_id=""), None),
        ("absence.erac+back", Absence(None, None), folder / "advisors.csv"),
    ):
        if not said:
            here.directory = _absent_in(here.directory, advisor, absence)
        announce_absence(here.ledger, id_, advisor, said, desk=here._desk, advisors_file=file, marks={})
        here.keep(name)
    here.directory = directory()


def _absent_in(where: Directory, id_: str, absence: Absence) -> Directory:
    absent = replace(
        where.advisors[id_],
        absent_from=absence.first,
        absent_until=absence.last,
        replacement_id=absence.replacement_id,
    )
    return replace(where, advisors={**where.advisors, id_: absent}, _by_region={})
