"""Whether everything fits together: files, catalogue, atlas, ledger; every problem at once, in the shape of theirs.

Used by ``innoveici check``. Each part is examined even when another fails, so that one run shows all there is to mend.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from innoveici.directory.file_problems import DirectoryError, Problem, Severity
from innoveici.errors import InnoveiciError, InputNotFound
from innoveici.mail_url import SmtpUrl, is_loopback, parse_mail_url
from innoveici.messages import N_, Message
from innoveici.settings import Setting, Settings, without_secret

if TYPE_CHECKING:
    from innoveici.directory.model import Directory
    from innoveici.ledger.ledger import Ledger

_RESERVED = re.compile(r"(?i)[@.]example(\.(com|net|org))?\Z")
"""Domains that RFC 2606 keeps for samples."""


def examine(settings: Settings, today: date) -> Iterator[Problem]:
    """Every problem of the files and the ledger in force, as of ``today`` in Québec; nothing is changed."""
    from innoveici.atlas.store import Atlas
    from innoveici.directory.findings import check_against_atlas, check_directory
    from innoveici.directory.load import load_directory
    from innoveici.directory.samples import is_sample

    directory: Directory | None = None
    try:
        atlas = Atlas.open()
        atlas.verify()
        directory = load_directory(settings.regions.value, settings.advisors.value, atlas)
    except DirectoryError as error:
        yield from error.problems
    except InnoveiciError as error:
        yield _failed("atlas", error)
    else:
        yield from check_against_atlas(directory, atlas)
        yield from check_directory(directory, today)
        if is_sample(settings.advisors.value):
            yield _sample(settings.advisors)
    yield from _catalogue(settings, directory, today)
    yield from _mail(settings.mail, directory)
    yield from _ledger(settings, directory, today)


def _catalogue(settings: Settings, directory: Directory | None, today: date) -> Iterator[Problem]:
    """Its faults; of one that loads, what is doubtful, out of date or due."""
    from innoveici.catalogue.findings import check_catalogue
    from innoveici.catalogue.load import load_catalogue

    folder = settings.catalogue.value
    partnerships = None if directory is None else [partnership.id for partnership in directory.partnerships]
    try:
        catalogue = load_catalogue(folder, partnerships)
    except DirectoryError as error:
        yield from error.problems
    except InnoveiciError as error:
        yield _failed(str(folder), error)
    else:
        yield from check_catalogue(catalogue, folder, today, directory.region_of_mrc if directory else None)


def _mail(mail: Setting[str], directory: Directory | None) -> Iterator[Problem]:
    """Whether notices can be sent by the mail setting, and under the name given; nothing is connected to."""
    try:
        url = parse_mail_url(mail.value)
    except InnoveiciError as error:
        yield _failed(mail.source or "mail", error)
        return
    if directory is None:
        return
    if not isinstance(url, SmtpUrl) or is_loopback(url.host):  # a trial: nothing leaves this machine by itself
        if _RESERVED.search(directory.notices.sender):
            yield _sample_address(directory, "sender", "warning")
        return
    for key in ("sender", "bounces", "privacy"):
        if _RESERVED.search(getattr(directory.notices, key)):
            yield _sample_address(directory, key, "error")


def _ledger(settings: Settings, directory: Directory | None, today: date) -> Iterator[Problem]:
    from innoveici.ledger import open_ledger

    url = settings.ledger.value
    name = without_secret(url)
    try:
        with open_ledger(url, clock=settings.clock, create=False) as ledger:
            yield from _not_writable(name, ledger)
            found = ledger.verify()
            if not found.ok:
                yield Problem(
                    "error",
                    name,
                    None,
                    "",
                    found.why.message if found.why else Message(N_("it is not what was written")),
                    Message(N_("keep the file as it is and go back to a copy made before; see “innoveici log verify”")),
                )
            elif directory is not None:
                yield from _orphans(name, ledger, directory)
                yield from _unattended(name, ledger, directory, today)
    except InputNotFound:
        return  # made by the first request
    except InnoveiciError as error:
        yield _failed(name, error)


def _not_writable(name: str, ledger: Ledger) -> Iterator[Problem]:
    from innoveici.ledger.access import check_writable

    try:
        check_writable(ledger.url)
    except InnoveiciError as error:
        yield _failed(name, error)


def _orphans(name: str, ledger: Ledger, directory: Directory) -> Iterator[Problem]:
    """Open handoffs whose advisor is no longer in the file: they are nobody's until someone reassigns them."""
    from innoveici.ledger.states import IN_HAND
    from innoveici.steps import STATE_WORDS

    for handoff in ledger.handoffs(states=IN_HAND):
        if handoff.advisor_id is not None and handoff.advisor_id not in directory.advisors:
            yield Problem(
                "error",
                name,
                None,
                handoff.handoff_id,
                Message(
                    N_("{id} is {state} with {advisor}, who is not in the advisors file"),
                    id=handoff.handoff_id,
                    state=Message(STATE_WORDS[handoff.state]),
                    advisor=handoff.advisor_id,
                ),
                Message(N_("give it to somebody else, or put {advisor} back"), advisor=handoff.advisor_id),
                about=f"advisor:{handoff.advisor_id}",
            )


def _unattended(name: str, ledger: Ledger, directory: Directory, today: date) -> Iterator[Problem]:
    """Advisors who hold open handoffs and cannot look after them today."""
    for id_, workload in ledger.workloads().items():
        advisor = directory.advisors.get(id_)
        if advisor is None or not workload.open:
            continue
        if advisor.certification_ended(today):
            why = N_("{advisor} is no longer certified and has open handoffs: {count}")
        elif advisor.absent_on(today):
            why = N_("{advisor} is absent and has open handoffs: {count}")
        else:
            continue
        yield Problem(
            "warning",
            name,
            None,
            id_,
            Message(why, advisor=id_, count=workload.open),
            Message(N_("give them to others: innoveici reassign --all-of {advisor} --reason TEXT"), advisor=id_),
            about=f"advisor:{id_}",
        )


def _sample_address(directory: Directory, key: str, severity: Severity) -> Problem:
    where = directory.positions["notices"]
    return Problem(
        severity,
        where.file,
        where.line,
        f"notices.{key}",
        Message(N_("this address is the sample's: a mail server would refuse it, and nobody reads what is sent there")),
        Message(N_("write one of yours under “notices:”")),
    )


def _sample(advisors: Setting[Path]) -> Problem:
    shipped = advisors.origin == "package"
    return Problem(
        "warning",
        advisors.value.name if shipped else str(advisors.value),
        None,
        "",
        Message(N_("these advisors are the sample of the package: nobody would be told for real")),
        Message(N_("name your own with --advisors, INNOVEICI_ADVISORS or in your configuration folder"))
        if shipped
        else Message(N_("replace them with your own in this file")),
    )


def _failed(name: str, error: InnoveiciError) -> Problem:
    remedy = error.remedy or Message(N_("run “innoveici check” again once it is mended"))
    return Problem("error", name, None, "", error.message, remedy)
