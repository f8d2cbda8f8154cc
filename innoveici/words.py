"""How values are worded for a person: distances, states, roles; French punctuation in French."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from innoveici.atlas.location import Ambiguous, Invalid, Located, Location, Outside, Unknown, verdict
from innoveici.atlas.verdict import CONTRADICTIONS
from innoveici.characters import clean
from innoveici.figures import count, km
from innoveici.ledger.outbox import NOTICE_WORDS
from innoveici.messages import N_, _, language, ngettext
from innoveici.quebec import quebec_time
from innoveici.reasons import Reason
from innoveici.steps import STATE_WORDS

if TYPE_CHECKING:
    from innoveici.directory.model import Region

STATUS = {
    "assigned": N_("assigned"),
    "held": N_("held: a person must decide"),
    "rejected": N_("rejected: it cannot be a request"),
    "duplicate": N_("already recorded"),
    "referred": N_("referred to a partner"),
}
STYLE = {"assigned": "green", "held": "yellow", "rejected": "red", "duplicate": "cyan", "referred": "green"}
VERDICT = {
    "exact": N_("the full code is known"),
    "area": N_("only its area is known, all of it in one region"),
    "ambiguous": N_("several regions are possible"),
    "contradiction": N_("the code and the municipality disagree"),
    "unknown": N_("not in the atlas"),
    "outside": N_("not in Québec"),
    "invalid": N_("not a postal code"),
}
ROLE = {
    "company": N_("the company"),
    "council": N_("the Conseil de l'innovation"),
    "erac": N_("the ERAC"),
    "advisor": N_("the advisor"),
    "partner": N_("the partner"),
    "person": N_("a person"),
    "system": N_("innoveici"),
}
STATE = STATE_WORDS
CERTIFICATION = {"attested": N_("certified"), "in_training": N_("in training")}
POLICY = {
    "hold": N_("a person decides"),
    "erac": N_("the ERAC takes it"),
    "neighbour": N_("look in the neighbouring regions"),
    "never": N_("never serve"),
    "last_resort": N_("serve when no certified advisor can"),
}
NOTICE: dict[str, str] = {str(state): text for state, text in NOTICE_WORDS.items()}
OUTBOX: dict[str, str] = {
    "retry": N_("notices to be sent again"),
    "hold": N_("notices held back"),
    "cancel": N_("notices cancelled"),
}
"""What a person decided about notices."""
ABOUT: dict[str, str] = {
    **STATE,
    "reminder": N_("reminder of the first contact"),
    "overdue": N_("the first contact is overdue"),
    "bounced": N_("a notice came back"),
    "link": N_("a new link was asked for"),
    "absence": N_("absence of an advisor"),
    "replied": N_("an answer by mail, for a person"),
    "taken_back": N_("step undone"),
}
"""What a notice tells, by the beginning of its template."""
_NOTES = {"reminder": "reminder", "overdue": "overdue", "bounce": "bounced", "link": "link", "answer": "replied"}
"""What an event notes that nobody wrote as a note, by the key that only such a one has."""


def event_word(type_: str, payload: Mapping[str, Any]) -> str:
    """What happened, in the reader's language: a note says whether it is a reminder, a bounce, or about notices."""
    if type_ == "noted":
        if action := payload.get("outbox"):
            return word(OUTBOX, action)
        if (absence := payload.get("absence")) is not None:
            return _absence_word(absence)
        if note := next((note for key, note in _NOTES.items() if key in payload), None):
            return word(ABOUT, note)
    if type_ == "undone":
        return f"{word(STATE, type_)} ({', '.join(word(STATE, step) for step in payload['steps'])})"
    if entries := payload.get("entries"):
        return f"{word(STATE, type_)} ({'; '.join(map(entry_name, entries))})"
    return word(STATE, type_)


FIT_WORDS: Mapping[str, str] = {
    "fits": N_("fits"),
    "fits_if": N_("fits if"),
    "does_not": N_("does not fit"),
    "closed": N_("closed"),
}
"""Whether an entry of the catalogue fits who asks."""


def entry_name(entry: Mapping[str, Any]) -> str:
    """What an entry of the catalogue was called when an event named it, in the reader's language."""
    first, second = ("name_en", "name_fr") if language() == "en" else ("name_fr", "name_en")
    return clean(entry.get(first) or entry.get(second) or entry["id"])


def _absence_word(absence: Mapping[str, Any]) -> str:
    """What an advisor announced, as its event has it."""
    from innoveici.directory.model import absence_reason

    first, last = (date.fromisoformat(absence[name]) if absence[name] else None for name in ("from", "until"))
    said = absence_reason(first, last).text() if first or last else _("no longer absent")
    return said if absence["entered"] else _("{absence} (to be entered in advisors.csv)").format(absence=said)


def moment(at: datetime) -> str:
    """Date and time in Québec, as in the ledger but for the zone: ``2026-11-21 16:30``."""
    return at.astimezone(quebec_time()).strftime("%Y-%m-%d %H:%M")


def waits(number: int, until: datetime) -> str:
    """That letters wait because a step can still be taken back."""
    text = ngettext(
        "{count} notice waits until {moment} (notices.grace)", "{count} notices wait until {moment} (notices.grace)",
        number,
    )  # fmt: skip
    return text.format(count=count(number), moment=clock(until))


def clock(at: datetime) -> str:
    """The time of day in Québec, from when on something of that moment is over: ``16:31`` for 16:30:15."""
    here = at.astimezone(quebec_time())
    return (here if not (here.second or here.microsecond) else here + timedelta(minutes=1)).strftime("%H:%M")


def word(table: Mapping[str, str], key: str) -> str:
    """The word for ``key`` in the reader's language; ``key`` itself when there is none."""
    return _(table[key]) if key in table else key


def located_text(location: Location, region: Region | None = None) -> str:
    """The place with its uncertainty, or what is known instead; the reason is for the caller to add."""
    match location:
        case Located():
            near = _("within {distance}").format(distance=km(location.uncertainty_km))
            served = f" · {region.code} {region.name} · {region.erac_for(location.mrc_code).name}" if region else ""
            return f"{_coded(location)}{location.place}, {near}{served}"
        case Invalid():
            return f"{location.text or '∅'} · {word(VERDICT, 'invalid')}"
        case Ambiguous(reason=Reason(code=code)) if code in CONTRADICTIONS:
            return f"{_coded(location)}{word(VERDICT, 'contradiction')}"
        case Ambiguous() | Unknown() | Outside():
            return f"{_coded(location)}{word(VERDICT, verdict(location))}"


def _coded(location: Located | Ambiguous | Unknown | Outside) -> str:
    """The code before what is said of it; nothing where only a municipality was given."""
    return f"{location.postal_code} · " if location.postal_code else ""
