"""``innoveici atlas update``: pgeocode's files put where ``geonames`` reads them; the only place that uses the network.

A file is fetched or read, checked in shape, and only then takes the old one's place, at once; on any failure nothing
has changed. Formats taken: GeoNames' zip or tab-separated text, and the CSV that pgeocode itself keeps.
"""

from __future__ import annotations

import csv
import http.client
import io
import queue
import re
import socket
import threading
import time
import urllib.error
import urllib.request
import zipfile
from dataclasses import dataclass
from pathlib import Path

from innoveici.atlas.geonames import COUNTRIES
from innoveici.errors import DataError, InputNotFound, StorageError, Unreachable, os_problem
from innoveici.messages import N_, Message
from innoveici.partial import written_whole
from innoveici.postal import FIRST_LETTERS

FIELDS = (
    "country_code", "postal_code", "place_name", "state_name", "state_code", "county_name", "county_code",
    "community_name", "community_code", "latitude", "longitude", "accuracy",
)  # fmt: skip
"""GeoNames' columns, in its order, under the names that pgeocode gives them."""
LARGEST_BYTES = 200_000_000
_CODE = {"CA": re.compile(r"[A-Z][0-9][A-Z]"), "FR": re.compile(r"[0-9]{5}(?: .*)?")}
_CITED = {"CA": re.compile(r"[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]")}
_FRENCH_DEPARTMENTS = 90
"""A whole French file has codes of at least so many two-digit departments (there are 95 and the overseas ones)."""

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Installed:
    """One file put in place: ``codes`` postal codes or areas of ``country``."""

    country: str
    codes: int
    path: Path


def update(source: str | Path | None, folder: Path, *, timeout: float = 5.0) -> tuple[Installed, ...]:
    """Install pgeocode's data in ``folder`` from ``source``: a file, a URL, or None for GeoNames' own (CA and FR).

    ``timeout``: seconds for an answer to begin, and between two pieces of it. Raises Unreachable (69) without network,
    InputNotFound (66), DataError (65) for content of another shape, StorageError (74) for a folder not to be written.
    """
    if source is None:
        contents = [(country, _published(country, timeout)) for country in COUNTRIES]
    else:
        contents = [(str(source), _read(source, timeout))]
    tables: dict[str, list[Row]] = {}
    for name, content in contents:
        tables |= read_tables(content, name)
    return tuple(_install(country, rows, folder) for country, rows in sorted(tables.items()))


def read_tables(content: bytes, name: str) -> dict[str, list[Row]]:
    """The rows of each country in ``content`` (zip, tab-separated or pgeocode's CSV), checked. Raises DataError."""
    tables: dict[str, list[Row]] = {}
    for text in _texts(content, name):
        for country, rows in _rows_by_country(text, name).items():
            _check_whole(country, rows, name)
            tables[country] = rows
    if not tables:
        raise _wrong(name, Message(N_("it holds no postal code of Canada or France")))
    return tables


def _published(country: str, timeout: float) -> bytes:
    import pgeocode  # knows where GeoNames' files and their mirror are

    fault: Unreachable | None = None
    for address in pgeocode.DOWNLOAD_URL:
        try:
            return _fetch(address.format(country=country), timeout=timeout, largest=LARGEST_BYTES)
        except Unreachable as unreachable:
            fault = unreachable
    assert fault is not None
    raise fault


def _read(source: str | Path, timeout: float) -> bytes:
    address = str(source)
    if address.startswith(("http://", "https://")):
        return _fetch(address, timeout=timeout, largest=LARGEST_BYTES)
    path = Path(urllib.request.url2pathname(address[7:])) if address.startswith("file://") else Path(source)
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise _wrong(str(source), Message(N_("it is larger than {limit} MB"), limit=LARGEST_BYTES // 1_000_000))
        return path.read_bytes()
    except FileNotFoundError:
        raise InputNotFound(
            Message(N_("{path} does not exist"), path=str(source)),
            Message(N_("name a file or a URL that starts with http:// or https://")),
        ) from None
    except OSError as fault:
        raise StorageError(
            Message(N_("{path} cannot be read: {detail}"), path=str(source), detail=os_problem(fault)),
            Message(N_("name a zip or text file of GeoNames")),
        ) from fault


def _texts(content: bytes, name: str) -> list[str]:
    if not content.startswith(b"PK"):
        return [_decoded(content, name)]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [m for m in archive.infolist() if Path(m.filename).stem.upper() in COUNTRIES]
            if sum(member.file_size for member in members) > LARGEST_BYTES:
                raise _wrong(name, Message(N_("it is larger than {limit} MB"), limit=LARGEST_BYTES // 1_000_000))
            texts = [_decoded(archive.read(member), name) for member in members]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as fault:
        raise _wrong(name, Message(N_("the zip file is damaged or locked"))) from fault
    if not texts:
        raise _wrong(name, Message(N_("the zip file holds neither CA.txt nor FR.txt")))
    return texts


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise _wrong(name, Message(N_("it is not UTF-8 text"))) from fault


def _rows_by_country(text: str, name: str) -> dict[str, list[Row]]:
    kept = text.startswith(",".join(FIELDS[:3]))
    stream = io.StringIO(text, newline="")
    lines = csv.reader(stream) if kept else csv.reader(stream, "excel-tab", quoting=csv.QUOTE_NONE)
    tables: dict[str, list[Row]] = {}
    try:
        for line in lines:
            if line and not (kept and lines.line_num == 1):
                row = _checked(line, lines.line_num, name)
                tables.setdefault(row[0], []).append(row)
    except csv.Error as fault:
        raise _wrong(name, Message(N_("line {line}: {detail}"), line=lines.line_num, detail=str(fault))) from fault
    return tables


def _checked(line: list[str], number: int, name: str) -> Row:
    if len(line) != len(FIELDS):
        counts = {"line": number, "found": len(line), "wanted": len(FIELDS)}
        raise _wrong(name, Message(N_("line {line} has {found} columns instead of {wanted}"), **counts))
    country, code = line[0], line[1]
    if country not in COUNTRIES:
        raise _wrong(name, Message(N_("line {line} is of another country than CA and FR"), line=number))
    if country in _CITED and _CITED[country].fullmatch(code):
        raise _wrong(name, Message(N_("it lists full Canadian codes; pgeocode reads the file of areas (CA.zip)")))
    if not _CODE[country].fullmatch(code):
        raise _wrong(name, Message(N_("line {line} has no postal code of {country}"), line=number, country=country))
    if not all(_is_degrees(text, limit) for text, limit in zip(line[9:11], (90, 180), strict=True)):
        raise _wrong(name, Message(N_("line {line} has no latitude and longitude"), line=number))
    return tuple(line)


def _is_degrees(text: str, limit: int) -> bool:
    try:
        return abs(float(text)) <= limit
    except ValueError:
        return False


def _check_whole(country: str, rows: list[Row], name: str) -> None:
    """Refuses a file that was cut short: every province's letter, nearly every department must be there."""
    starts = {row[1][: 1 if country == "CA" else 2] for row in rows}
    whole = starts.issuperset(FIRST_LETTERS) if country == "CA" else len(starts) >= _FRENCH_DEPARTMENTS
    if not whole:
        raise _wrong(name, Message(N_("it is incomplete: whole provinces or departments are missing")))


def _install(country: str, rows: list[Row], folder: Path) -> Installed:
    path = folder / f"{country}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_at_once(path, rows)
        # An index that pgeocode made of the old file would be believed before the new one.
        path.with_name(f"{country}-index.txt").unlink(missing_ok=True)
    except OSError as fault:
        raise StorageError(
            Message(N_("{path} cannot be written: {detail}"), path=str(path), detail=os_problem(fault)),
            Message(N_("make the folder writable; nothing was changed")),
        ) from fault
    return Installed(country, len({row[1] for row in rows}), path)


def _write_at_once(path: Path, rows: list[Row]) -> None:
    with written_whole(path) as stream:
        file = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(FIELDS)
        writer.writerows(rows)
        file.detach()


def _wrong(name: str, why: Message) -> DataError:
    return DataError(
        Message(N_("{name} is not pgeocode's data: {why}"), name=name, why=why),
        Message(N_("give GeoNames' CA.zip or FR.zip, the text in it, or a file of pgeocode; nothing was changed")),
    )


_PIECE = 1 << 16


def _fetch(url: str, *, timeout: float, largest: int) -> bytes:
    """The body of ``url`` (http or https), at most ``largest`` bytes. ``timeout``: seconds within which the answer must
    begin, and between two pieces of it. Raises Unreachable (69)."""
    answers: queue.SimpleQueue[_Answer] = queue.SimpleQueue()
    # Looking up a name cannot be interrupted, so it happens in a thread that the program does not wait for.
    threading.Thread(target=_pieces, args=(url, timeout, answers), daemon=True).start()
    body = bytearray()
    began = time.monotonic()
    while True:
        try:
            answer = answers.get(timeout=timeout)
        except queue.Empty:
            waited = round(time.monotonic() - began)
            raise _unreachable(url, Message(N_("no answer within {seconds} s"), seconds=waited)) from None
        if answer is None:
            return bytes(body)
        if isinstance(answer, _Failure):
            raise _unreachable(url, answer.why)
        body += answer
        if len(body) > largest:
            raise _unreachable(url, Message(N_("the answer is larger than {limit} MB"), limit=largest // 1_000_000))


@dataclass(frozen=True, slots=True)
class _Failure:
    why: Message | str


_Answer = bytes | _Failure | None
"""A piece, or why there is none, or the end."""


def _pieces(url: str, timeout: float, answers: queue.SimpleQueue[_Answer]) -> None:
    request = urllib.request.Request(url, headers={"User-Agent": "innoveici"})  # noqa: S310 - http(s) only, see _read
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:  # noqa: S310
            expected = response.headers.get("Content-Length")
            received = 0
            while piece := response.read(_PIECE):
                received += len(piece)
                answers.put(piece)
            if expected is not None and received != int(expected):
                raise http.client.IncompleteRead(b"", int(expected) - received)
        answers.put(None)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        if isinstance(fault, urllib.error.HTTPError):
            fault.close()
        answers.put(_Failure(_why(fault)))


def _why(fault: Exception) -> Message:
    if isinstance(fault, urllib.error.HTTPError):
        return Message(N_("the server answered {status}"), status=fault.code)
    reason = fault.reason if isinstance(fault, urllib.error.URLError) else fault
    if isinstance(reason, TimeoutError):
        return Message(N_("no answer in time"))
    if isinstance(reason, socket.gaierror):
        return Message(N_("no such server is known"))
    if isinstance(reason, http.client.IncompleteRead):
        return Message(N_("the answer was cut short"))
    return os_problem(reason)


def _unreachable(url: str, why: Message | str) -> Unreachable:
    return Unreachable(
        Message(N_("{url} cannot be fetched: {why}"), url=url, why=why),
        Message(N_("check the network, or give a file: innoveici atlas update FILE; nothing was changed")),
    )
