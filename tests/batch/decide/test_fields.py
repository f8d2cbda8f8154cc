"""What columns say of a row for certain is what reading it by itself says, and its texts are those of one request."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta, timezone

import numpy as np
import pyarrow as pa
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from innoveici.batch.blocks import Block
from innoveici.batch.decide.derived_ids import derived_ids
from innoveici.batch.decide.fields import IN_AN_EXPORT, PARTICULARS, PLACE, Fields
from innoveici.batch.decide.moments import sure_moments, utc_iso
from innoveici.batch.decide.received import received_texts, text_of
from innoveici.batch.read.parsing import is_harmless
from innoveici.request import Request
from innoveici.request_reading import read_request
from innoveici.spellings.dates import LATEST
from innoveici.spellings.short_answers import CONSENT_WORDS

NEAR = datetime(1999, 12, 30), datetime(2030, 1, 1)  # noqa: DTZ001 - as hypothesis wants them
OFFSETS = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
CELLS = {
    "request_id": st.from_regex(r"\A[ ]?[A-Za-z0-9.:/_-]{0,66}[ ]?\Z")
    | st.sampled_from(["H-1", "h-22", "H-1a", "é", "\u200b", "A\ufeff"]),
    "company": st.text(max_size=12)
    | st.sampled_from(["x" * 200, "é" * 101, "\u00a0", "#N/A", "x #####\u00a0", "C#"])
    | st.sampled_from(["CÃ´tÃ©", "PÂTÉ", "CôtŽ", "a\u200bb", "\u00ad", "\u3164"]),
    "postal_code": st.text(max_size=8) | st.from_regex(r"\A[A-Za-z][0-9][A-Za-z][ \ufffd-]?[0-9][A-Za-z][0-9][ x]?\Z"),
    "received_at": st.datetimes().map(lambda d: d.isoformat(" ", "minutes"))
    | st.datetimes(*NEAR, timezones=OFFSETS).map(lambda d: d.isoformat("T", "milliseconds"))
    | st.text("0123456789-+:T Z", max_size=25)
    | st.sampled_from(
        ["2026/11/20 9:12:45 AM UTC-5", "20 novembre 2026 à 14 h 02", "03/04/2026", "46346,5", "1899-12-30"]
    ),
    "neq": st.text(max_size=4) | st.from_regex(r"\A[ ]?(11|12|22)[0-9]{7,8}\Z"),
    "municipality": st.text(max_size=4) | st.sampled_from(["QuÃ©bec", "m" * 121, " #VALEUR! ", "#####", "# 4"]),
    "country": st.sampled_from(["", "CA", "ca ", "FR", "Canada", "ĆA", "QC"])
    | st.sampled_from(["CAN", "Canada (CA)", "Québec, Canada", "NL", "#N/A"]),
    "email": st.sampled_from(["", " ", "a@b", "A@Scierie.example", "é@scierie.example", "a@scierie.test"])
    | st.sampled_from(["jean.roy+web@poste.scierie-du-lac.example", "a@scierie.example\n", "a..b@scierie.example"]),
    "phone": st.sampled_from(["", "450 555-0100", "12", "1 12", "(450) 555-0100 poste 22", "+1 4505550100\n"]),
    "language": st.sampled_from(["", "fr", "EN ", "de", "\u00a0en", "Français (Canada)", "fr-CA", "fr / en"]),
    "need": st.text('a\t\n\r\\"é\u2028😀', max_size=6),
    "sectors": st.sampled_from(["", "IA", "|", 'IA | "b\u00e9"|IA', "a\u2028"]),
    "markets": st.sampled_from(["", "FR-GES", " "]),
    "scale": st.sampled_from(["", "standard", "Major", "MAJEURE", "minor"]),
    "consent": st.sampled_from(["", *CONSENT_WORDS, "OUI", "Non ", "peut-être", "J’accepte.", "oui, non"]),
}
rows_of_cells = st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=4)


def block_of(columns: dict[str, list[str]]) -> Block:
    """As a reader makes one, each row on a line of its own."""
    table = pa.table({str(i): pa.array(cells, pa.string()) for i, cells in enumerate(columns.values())})
    rows = table.num_rows
    text = "".join(cell for cells in columns.values() for cell in cells).encode("utf-8", "surrogatepass")
    clean = is_harmless(text, but=b"\n\r\t")
    return Block(1, table, np.arange(2, 2 + rows), {}, np.zeros(rows, bool), clean, None)


def fields_of(columns: dict[str, list[str]]) -> Fields:
    return Fields(block_of(columns), {name: position for position, name in enumerate(columns)})


@given(rows_of_cells)
@settings(deadline=None, max_examples=300)
def test_an_ordinary_row_is_what_reading_it_by_itself_makes_of_it(rows: list[dict[str, str]]) -> None:
    fields = fields_of({name: [row[name] for row in rows] for name in CELLS})
    requests = [read_request(row, IN_AN_EXPORT) for row in rows]
    for row in np.flatnonzero(fields.ordinary).tolist():
        request = requests[row]
        assert isinstance(request, Request)
        assert not request.remarks
        assert (fields.ids[row].as_py() or derived_ids(fields, np.array([row]))[0]) == request.request_id
        place_alone = request.scale == "standard" and request.consent is not False and not rows[row]["sectors"]
        assert bool(fields.usual[row]) == (place_alone and not rows[row]["markets"])
    fit = np.array([row for row, request in enumerate(requests) if isinstance(request, Request)], np.int64)
    said = received_texts(fields, fit)
    assert said == [text_of(request) for request in requests if isinstance(request, Request)]


@given(rows_of_cells)
@settings(deadline=None, max_examples=300)
def test_a_row_that_is_read_in_part_has_the_faults_and_remarks_of_all_of_it(rows: list[dict[str, str]]) -> None:
    fields = fields_of({name: [row[name] for row in rows] for name in CELLS})
    for row in np.flatnonzero(~fields.ordinary).tolist():
        whole, part = read_request(rows[row], IN_AN_EXPORT), fields.doubtful(row)
        if not isinstance(whole, Request):
            assert part == whole
            continue
        assert isinstance(part, Request)
        assert (part.remarks, part.country) == (whole.remarks, whole.country)
        for name in CELLS:
            if name != "request_id" and not (fields.identified & fields.certain[name])[row]:
                assert getattr(part, name) == getattr(whole, name)
        if not fields.identified[row]:
            assert part == whole
        else:
            assert (fields.ids[row].as_py() or derived_ids(fields, np.array([row]))[0]) == whole.request_id
            part = fields.part(row, (*PLACE, *PARTICULARS))
            assert isinstance(part, Request)
            assert all(getattr(part, name) == getattr(whole, name) for name in (*PLACE, *PARTICULARS))


USUAL = st.fixed_dictionaries(
    {
        "company": st.text("aé’\"\\/&<>0«", min_size=1, max_size=8).filter(str.strip),
        "postal_code": st.just("J0K 2M0"),
        "contact_name": st.text("aé\"\\ ", max_size=5),
        "need": st.text("a\"\\ é", max_size=5),
        "received_at": st.sampled_from(["", "2026-07-01", "2026-11-01 01:30", "2026-03-08T02:30:59"]),
        "language": st.sampled_from(["", "FR", " en"]),
        "consent": st.sampled_from(["", "Oui", "N", "1"]),
    }
)  # fmt: skip


@given(st.lists(USUAL, min_size=1, max_size=4))
def test_usual_rows_are_read_as_columns_and_say_the_same(rows: list[dict[str, str]]) -> None:
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    fields = fields_of(columns | {"request_id": [f"R-{n}" for n in range(len(rows))]})
    assert fields.ordinary.tolist()[:-1] == [True] * (len(rows) - 1)
    requests = [fields.request(row) for row in range(len(rows))]
    assert received_texts(fields, np.arange(len(rows))) == [
        text_of(request) for request in requests if isinstance(request, Request)
    ]


def test_a_row_with_a_doubtful_character_is_read_by_itself_and_one_without_an_id_need_not_be() -> None:
    one = {"company": ["Scierie", "Autre"], "postal_code": ["J0K 2M0"] * 2}
    assert fields_of(one).ordinary[0]
    doubtful = fields_of(one | {"request_id": ["R-1", "R-2"], "need": ["", "e\u0301"]})
    assert doubtful.ordinary.tolist() == [True, False]
    assert fields_of(one | {"request_id": ["R-1", "R-2"]}).ordinary[0]


@given(st.lists(CELLS["request_id"], min_size=1, max_size=4))
def test_an_id_decides_of_no_other_row_whether_it_is_ordinary(ids: list[str]) -> None:
    several = fields_of({"company": ["Scierie"] * len(ids), "postal_code": ["J0K 2M0"] * len(ids), "request_id": ids})
    alone = [fields_of({"company": ["Scierie"], "postal_code": ["J0K 2M0"], "request_id": [id_]}) for id_ in ids]
    if several.block.clean:
        assert several.ordinary.tolist() == [bool(fields.ordinary[0]) for fields in alone]


SHAPES = st.from_regex(r"\A(19|20|21)[0-9]{2}-[0-2][0-9]-[0-3][0-9]([ Tt][0-2][0-9]:[0-6][0-9](:[0-6][0-9])?)?\Z")


@given(
    st.lists(
        SHAPES
        | st.tuples(SHAPES, st.sampled_from(["Z", " UTC", "TUTC", "UTC"])).map("".join)
        | st.text("0123456789-: T+Z", max_size=20),
        min_size=1,
        max_size=6,
    )
)
def test_a_sure_moment_is_one_and_is_the_same_in_utc(cells: list[str]) -> None:
    for cell, sure in zip(cells, sure_moments(pa.array(cells, pa.string()), LATEST).tolist(), strict=True):
        if sure and cell:
            request = read_request({"company": "C", "postal_code": "J0K 2M0", "received_at": cell})
            assert isinstance(request, Request)
            assert request.received_at is not None
            assert utc_iso(cell) == request.to_json()["received_at"] == request.received_at.isoformat()


WRITTEN = st.builds(
    "{} {}".format,
    st.dates(*(moment.date() for moment in NEAR)).flatmap(
        lambda day: st.sampled_from([f"{day:%d/%m/%Y}", f"{day:%m-%d-%Y}", f"{day:%Y/%m/%d}", f"{day:%d} mai {day:%Y}"])
    )
    | st.sampled_from(["31/11/2026", "46346", "2026", "HNE"]),
    st.times().map(lambda time: f"{time:%H:%M}") | st.from_regex(r"\A[0-3][0-9]:[0-7][0-9](:[0-7][0-9])?( PM| HNE)?\Z"),
)


@given(st.lists(WRITTEN, min_size=1, max_size=4))
def test_a_moment_as_people_write_it_is_certain_where_reading_it_says_nothing_of_it(cells: list[str]) -> None:
    fields = fields_of({"company": ["C"] * len(cells), "postal_code": ["J0K 2M0"] * len(cells), "received_at": cells})
    for cell, sure in zip(cells, fields.certain["received_at"].tolist(), strict=True):
        request = read_request({"company": "C", "postal_code": "J0K 2M0", "received_at": cell}, IN_AN_EXPORT)
        assert isinstance(request, Request)
        assert sure == (not request.remarks)
        if sure:
            assert utc_iso(cell) == request.to_json()["received_at"]


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.times())
def test_moments_as_spreadsheets_write_them_are_sure(day: date, time: time) -> None:
    assume((day.month, day.day) != (2, 29))
    cells = [f"{day}{between}{time.isoformat(unit)}" for between in " T" for unit in ("minutes", "seconds")]
    assert sure_moments(pa.array([*cells, str(day)]), LATEST).all()
    assert sure_moments(pa.array([*cells, str(day)]), day).all()
    assert day == date(2000, 1, 1) or not sure_moments(pa.array([*cells, str(day)]), day - timedelta(days=1)).any()
    assert datetime.fromisoformat(utc_iso(cells[0])).tzinfo == UTC


def test_texts_are_json_of_the_fields() -> None:
    fields = fields_of({"company": ['Le "Bon" \\ é'], "postal_code": ["J0K 2M0"], "request_id": ["R-1"]})
    ((received, personal, language, state),) = received_texts(fields, np.array([0]))
    assert json.loads(received)["language"] == "fr"
    assert json.loads(personal) == {"company": 'Le "Bon" \\ é', "postal_code": "J0K 2M0"}
    assert (language, state) == ("fr", "no_address")
