"""The part of regions.yaml that says, for one region, who relays its requests and what it decides where it is free."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import cast, get_args

from innoveici.directory.contacts import is_phone
from innoveici.directory.model import EmptyPool, Erac, InTraining, Pace, Policy
from innoveici.directory.preamble import read_email
from innoveici.directory.report import shown
from innoveici.directory.section import Section
from innoveici.messages import N_, Message

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


def read_erac(section: Section, region_mrcs: tuple[str, ...]) -> Erac:
    """One ERAC of a region made of ``region_mrcs``."""
    identity = section.text("id", required=True)
    if identity and not _ID.fullmatch(identity):
        section.error("id", Message(N_("is not an id")), Message(N_("use letters, digits and . _ - only, at most 40")))
    mandatary, source = section.text("mandatary"), section.text("source")
    if section.flag("verified", bool(mandatary)) != bool(mandatary) or not (mandatary or section.has("verified")):
        section.error(
            "mandatary",
            Message(N_("says neither who runs this ERAC nor that it is not verified")),
            Message(N_("give “mandatary:” with its “source:”, or else “verified: false”")),
        )
    elif mandatary and not source:
        section.error(
            "source",
            Message(N_("nothing says where this mandatary was stated")),
            Message(N_("add “source:” with who said so, and when")),
        )
    part = tuple(sorted(section.texts("mrc_codes")))
    for code in part:
        if code not in region_mrcs:
            section.error(
                "mrc_codes",
                Message(N_("MRC “{code}” is not in this region"), code=shown(code)),
                Message(N_("list MRCs of the region only, or none when this ERAC serves all of it")),
            )
    phone = section.text("phone")
    if phone and not is_phone(phone):
        section.error(
            "phone", Message(N_("is not a telephone number")), Message(N_("write it as in 450 555-0100 poste 22"))
        )
    result = Erac(
        id=identity,
        name=section.text("name", required=True),
        mandatary=mandatary or None,
        email=read_email(section),
        phone=phone,
        website=section.text("website"),
        source=source,
        mrc_codes=part,
        notices=cast(Pace, section.choice("notices", get_args(Pace), "")) or None,
    )
    section.close()
    return result


def check_parts(region: Section, eracs: Sequence[Erac], mrc_codes: tuple[str, ...]) -> None:
    """Where ERACs share a region, each MRC must have one: that of its part, else one that serves the whole region."""
    parts = Counter(code for erac in eracs for code in erac.mrc_codes)
    twice = [code for code in mrc_codes if parts[code] > 1]
    without = [code for code in mrc_codes if not parts[code]] if eracs and all(e.mrc_codes for e in eracs) else []
    if twice:
        region.error(
            "eracs",
            Message(N_("several ERACs serve MRC {codes}"), codes=", ".join(twice)),
            Message(N_("keep each MRC in “mrc_codes” of one ERAC")),
        )
    if without:
        region.error(
            "eracs",
            Message(N_("no ERAC serves MRC {codes}"), codes=", ".join(without)),
            Message(N_("add it to “mrc_codes” of an ERAC, or give none to the one that serves the rest")),
        )


def read_policy(section: Section | None) -> Policy:
    """A region's policy; what it does not say is as the model's defaults."""
    if section is None:
        return Policy()
    neighbours = section.texts("neighbours")
    empty_pool = cast(EmptyPool, section.choice("empty_pool", get_args(EmptyPool), "hold"))
    if empty_pool == "neighbour" and not neighbours:
        section.error(
            "neighbours",
            Message(N_("empty_pool is “neighbour” but no neighbour is listed")),
            Message(N_("list the regions to look in, nearest first")),
        )
    result = Policy(
        empty_pool=empty_pool,
        in_training=cast(InTraining, section.choice("in_training", get_args(InTraining), "never")),
        tie_margin_km=section.number("tie_margin_km", 0.0, least=0, most=1000),
        neighbours=tuple(dict.fromkeys(neighbours)),
        major_to_erac=section.flag("major_to_erac", True),
    )
    section.close()
    return result
