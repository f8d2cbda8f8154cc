"""The catalogue as HSDS 3.0, the Human Services Data Specification of Open Referral. Pure.

https://docs.openreferral.org: arrays of organizations, services, taxonomies and taxonomy terms under
the names of its tables, what belongs to one of them inside it. Its ids are UUIDs: ours make them (RFC 9562, version 5),
so that an entry has the same one in every export; our own id stands beside it. Its texts are French; the English name
is the alternate one. A programme is a service of who runs it; what an organization offers itself is one, too.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from innoveici.catalogue.freshness import doubt_message, doubts
from innoveici.catalogue.model import Catalogue, Entry, Organization, Program
from innoveici.catalogue.partial_day import first_day, last_day
from innoveici.catalogue.records import kind_of
from innoveici.catalogue.vocabulary import AUDIENCES, HELPS, INTAKES, STAGES, Terms
from innoveici.catalogue.wording import conditions_text, territory_text
from innoveici.messages import N_, Message, speaking

VERSION = "3.0"
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://innoveici.quebec/programmes/")
_SCHEME = "innoveici"
_TAXONOMIES: Mapping[str, tuple[str, Terms[Any]]] = {
    "help": (N_("kinds of help"), HELPS),
    "stage": (N_("stages of a project"), STAGES),
    "audience": (N_("who may ask"), AUDIENCES),
}
_THEMES = N_("themes")
_FIELDS = {"helps": "help", "stages": "stage", "audience": "audience", "themes": "theme"}
Object = dict[str, Any]


def hsds(catalogue: Catalogue, kinds: Iterable[str], today: date, regions: Mapping[str, str]) -> Object:
    """The entries of ``kinds`` that are proposed, and all that they refer to. ``regions``: names by code."""
    with speaking("fr"):
        services = list(_services(catalogue, set(kinds), today, regions))
        wanted = {service["organization_id"] for service in services}
        every = [*map(_organization, catalogue.organizations.values()), *_named_only(catalogue)]
        organizations = [one for one in every if "organization" in kinds or one["id"] in wanted]
        taxonomies, terms = _taxonomies(catalogue)
    return {
        "version": VERSION,
        "organizations": organizations,
        "services": services,
        "taxonomies": taxonomies,
        "taxonomy_terms": terms,
    }


def uuid_of(kind: str, name: str) -> str:
    """The UUID of something of ours."""
    return str(uuid.uuid5(_SPACE, f"{kind}:{name}"))


def _services(catalogue: Catalogue, kinds: set[str], today: date, regions: Mapping[str, str]) -> Iterator[Object]:
    if "organization" in kinds:
        for organization in catalogue.organizations.values():
            if organization.proposed:
                yield _service(organization, catalogue, today, regions) | {"status": "active"}
    if "program" in kinds:
        for program in catalogue.programs.values():
            if program.proposed:
                yield _service(program, catalogue, today, regions) | _of_program(program)


def _service(entry: Entry, catalogue: Catalogue, today: date, regions: Mapping[str, str]) -> Object:
    id_ = uuid_of(f"{kind_of(entry)}-service", entry.id)
    verified = first_day(entry.provenance.verified_on)
    remarks = [doubt_message(doubt).text() for doubt in doubts(entry, today)]
    if isinstance(entry, Program) and entry.status == "unknown":
        remarks.append(Message(N_("whether it takes requests is not known")).text())
    return _filled({
        "id": id_,
        "organization_id": _provider(entry, catalogue),
        "name": entry.name_fr,
        "alternate_name": entry.name_en,
        "description": entry.description_fr,
        "url": entry.url,
        "assured_date": verified.isoformat() if verified else "",
        "alert": "; ".join(remarks),
        "service_areas": [
            {"id": uuid_of("area", f"{entry.id}:{place}"), "service_id": id_, "name": territory_text([place], regions)}
            for place in (("QC",) if entry.serves_quebec else entry.territory)
        ],
        "attributes": _attributes(entry, id_, "service"),
    })  # fmt: skip


def _of_program(program: Program) -> Object:
    statuses = {"open": "active", "closed": "defunct" if program.successor else "inactive"}
    conditions = program.conditions
    opens, closes = first_day(program.opens), last_day(program.closes)
    schedule = _filled({
        "id": uuid_of("schedule", program.id),
        "service_id": uuid_of("program-service", program.id),
        "valid_from": opens.isoformat() if opens else "",
        "valid_to": closes.isoformat() if closes else "",
    })  # fmt: skip
    said = "; ".join((*conditions_text(conditions), *filter(None, [program.amount_fr])))
    return _filled({
        "status": statuses.get(program.status, "inactive"),
        "eligibility_description": said,
        "minimum_age": conditions.founder_age_min,
        "maximum_age": conditions.founder_age_max,
        "application_process": INTAKES.word(program.intake).text() if program.intake else "",
        "schedules": [schedule] if opens or closes else [],
    })  # fmt: skip


def _provider(entry: Entry, catalogue: Catalogue) -> str:
    if isinstance(entry, Program):
        known = entry.operator in catalogue.organizations
        return uuid_of("organization" if known else "organization-name", entry.operator)
    return uuid_of("organization", entry.id)


def _organization(organization: Organization) -> Object:
    id_ = uuid_of("organization", organization.id)
    virtual = {
        "id": uuid_of("location", organization.id),
        "organization_id": id_,
        "location_type": "virtual",
        "url": organization.url,
    }
    return _filled({
        "id": id_,
        "name": organization.name_fr,
        "alternate_name": organization.name_en,
        "description": organization.description_fr or organization.name_fr,
        "website": organization.url,
        "locations": [virtual] if organization.url else [],
        "organization_identifiers": [
            {
                "id": uuid_of("identifier", organization.id),
                "organization_id": id_,
                "identifier_type": _SCHEME,
                "identifier": organization.id,
            }
        ],
        "attributes": _attributes(organization, id_, "organization"),
    })  # fmt: skip


def _named_only(catalogue: Catalogue) -> Iterator[Object]:
    """Who runs a programme and has no entry: a name is all that is known."""
    names = (program.operator for program in catalogue.programs.values())
    for name in dict.fromkeys(name for name in names if name not in catalogue.organizations):
        said = name or Message(N_("not known")).text()
        yield {"id": uuid_of("organization-name", name), "name": said, "description": said}


def _attributes(entry: Entry, id_: str, table: str) -> list[Object]:
    own = {
        "id": uuid_of("attribute", f"{table}:{entry.id}"),
        "link_id": id_,
        "link_entity": table,
        "link_type": _SCHEME,
        "value": entry.id,
    }
    return [
        own,
        *(
            {
                "id": uuid_of("attribute", f"{table}:{entry.id}:{taxonomy}:{code}"),
                "link_id": id_,
                "link_entity": table,
                "link_type": taxonomy,
                "taxonomy_term_id": uuid_of(f"term-{taxonomy}", code),
            }
            for field, taxonomy in _FIELDS.items()
            for code in getattr(entry, field)
        ),
    ]


def _taxonomies(catalogue: Catalogue) -> tuple[list[Object], list[Object]]:
    taxonomies = [_taxonomy(code, Message(name).text()) for code, (name, _terms) in _TAXONOMIES.items()]
    taxonomies.append(_taxonomy("theme", Message(_THEMES).text()))
    terms = [
        _term(taxonomy, code, of.word(code).text(), str(of.word(code)))
        for taxonomy, (_name, of) in _TAXONOMIES.items()
        for code in of
    ]
    terms += [
        _term("theme", theme.id, theme.name_fr, ", ".join((theme.name_en, *theme.words_fr)))
        for theme in catalogue.themes.values()
    ]
    return taxonomies, terms


def _taxonomy(code: str, name: str) -> Object:
    return {"id": uuid_of("taxonomy", code), "name": name, "description": name}


def _term(taxonomy: str, code: str, name: str, description: str) -> Object:
    return {
        "id": uuid_of(f"term-{taxonomy}", code),
        "code": code,
        "name": name,
        "description": description,
        "taxonomy_id": uuid_of("taxonomy", taxonomy),
        "language": "fr",
    }


def _filled(values: Object) -> Object:
    """Without what nothing is known of."""
    return {name: value for name, value in values.items() if value not in (None, "", [])}
