"""What a request may hold, and what is refused at entry (edge-cases 22–24)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import phonenumbers
import pytest
from email_validator import validate_email
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from innoveici.request import Fault, Request
from innoveici.request_reading import USUAL_EMAIL, USUAL_EMAIL_LENGTH, USUAL_PHONE, Reading, read_request

MINIMUM = {"company": "Fromagerie du Lac", "postal_code": "J0K 2M0"}


def request_of(**fields: object) -> Request:
    read = read_request(MINIMUM | fields)
    assert isinstance(read, Request), [str(f.reason) for f in read]
    return read


def faults_of(**fields: object) -> dict[str, str]:
    read = read_request(MINIMUM | fields)
    assert isinstance(read, tuple)
    return {fault.field: fault.reason.code for fault in read}


def test_company_and_postal_code_are_enough() -> None:
    request = request_of()
    assert (request.country, request.language, request.scale, request.consent) == ("CA", "fr", "standard", None)


def test_all_faults_come_at_once() -> None:
    read = read_request({"company": " ", "email": "a@b", "language": "de", "colour": "red"})
    assert isinstance(read, tuple)
    assert [f.field for f in read] == ["company", "postal_code", "language", "email", "colour"]


@pytest.mark.parametrize("breaker", ["\r\n", "\n", "\v", "\f", "\u2028", "\u2029", "\x85"])
@pytest.mark.parametrize("field", ["company", "contact_name", "email", "phone", "municipality"])
def test_no_header_can_be_injected(field: str, breaker: str) -> None:
    assert faults_of(**{field: f"x{breaker}Bcc: y"})[field] == "field.line_break"


def test_a_need_may_have_lines_but_no_escapes() -> None:
    assert request_of(need="une ligne\r\nune autre").need == "une ligne\nune autre"
    assert faults_of(need="\x1b[31m")["need"] == "field.control"


@pytest.mark.parametrize("field", ["company", "postal_code", "municipality", "consent", "language", "email", "need"])
def test_what_a_spreadsheet_shows_instead_of_a_value_is_refused(field: str) -> None:
    assert faults_of(**{field: " #N/A "})[field] == "field.spreadsheet_error"
    assert faults_of(**{field: "Le début #####"})[field] == "field.cut"
    assert request_of(need="Des vis #12 et du C#").need == "Des vis #12 et du C#"


@pytest.mark.parametrize("hidden", ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u200e"])
def test_what_nobody_sees_makes_no_other_request(hidden: str) -> None:
    clean = request_of(municipality="Québec", email="a@scierie.example", need="Tri", sector="bois|ia")
    same = request_of(
        company=f"{hidden}Fromagerie{hidden} du Lac", postal_code=f"J0K{hidden} 2M0", municipality=f"Qué{hidden}bec",
        email=f"a@scierie.example{hidden}", need=f"{hidden}Tri", sector=f"bo{hidden}is|ia", contact_name=hidden,
    )  # fmt: skip
    assert same == clean
    assert faults_of(company=hidden)["company"] == "field.required"


def test_what_nobody_sees_is_named_in_an_id_and_nothing_where_it_is_all_there_is() -> None:
    read = read_request(MINIMUM | {"request_id": "\ufeffINN-2"})
    assert isinstance(read, tuple)
    assert [str(fault.reason) for fault in read] == ["request_id holds the invisible character U+FEFF"]
    assert request_of(request_id="\u200b").request_id == request_of().request_id


def test_text_of_another_encoding_is_refused_unless_it_is_trusted() -> None:
    faults = faults_of(company="CÃ´tÃ©", municipality="QuŽbec", need="L’été Ã©tÃ©", sector="Ã©")
    assert faults == {
        "company": "field.encoded_twice", "municipality": "field.garbled", "need": "field.encoded_twice",
        "sectors": "field.encoded_twice",
    }  # fmt: skip
    assert faults_of(company="Qu\ufffdbec inc.") == {"company": "field.lost"}
    trusted = read_request(MINIMUM | {"company": "CÃ´tÃ©", "sector": "Ã©"}, Reading(trusted=True))
    assert isinstance(trusted, Request)
    assert trusted.company == "CÃ´tÃ©"


def test_a_mark_that_turns_text_around_is_refused() -> None:
    assert faults_of(company="abc\u202etxt")["company"] == "field.control"


@pytest.mark.parametrize(
    "address", ["a@b", "x@exemple.ca;y@exemple.ca", "Nom <x@exemple.ca>", "a" * 65 + "@exemple.ca", "x@exemple..ca"]
)
def test_what_no_server_takes_as_one_address_is_refused(address: str) -> None:
    assert faults_of(email=address)["email"] == "field.email"


def test_an_accented_address_is_kept() -> None:
    assert request_of(email="hélène@exemple.ca").email == "hélène@exemple.ca"


def test_an_extension_is_kept_as_it_was_given() -> None:
    assert request_of(phone="(418) 555-1234 poste 22").phone == "(418) 555-1234 poste 22"


def test_a_number_that_cannot_be_one_is_refused() -> None:
    assert faults_of(phone="appelez-moi")["phone"] == "field.phone"


def test_a_french_company_has_a_french_number() -> None:
    assert request_of(country="FR", postal_code="67000", phone="03 88 00 00 00").phone == "03 88 00 00 00"


def test_a_date_without_offset_is_quebecs() -> None:
    assert request_of(received_at="2026-01-01 09:00").received_at == datetime(2026, 1, 1, 14, tzinfo=UTC)
    assert request_of(received_at="2026-07-01T09:00-04:00").received_at == datetime(2026, 7, 1, 13, tzinfo=UTC)


@pytest.mark.parametrize("text", ["hier", "2026-13-01", "0001-01-01T00:00+14:00"])
def test_a_moment_that_is_none_is_refused(text: str) -> None:
    assert faults_of(received_at=text)["received_at"] == "field.moment"


def test_lists_come_as_lists_or_with_bars() -> None:
    assert request_of(sector="ia|bois| ia ").sectors == ("ia", "bois")
    assert request_of(sectors=["ia", "bois"], market=["FR-GES"]).markets == ("FR-GES",)
    assert faults_of(sectors=[1])["sectors"] == "field.not_list"


@pytest.mark.parametrize(
    ("word", "meaning"), [("oui", True), ("yes", True), ("non", False), (False, False), ("", None)]
)
def test_consent_is_said_in_either_language(word: object, meaning: bool | None) -> None:
    assert request_of(consent=word).consent is meaning


def test_a_number_from_json_becomes_text_but_true_does_not() -> None:
    assert request_of(neq=1140000000).neq == "1140000000"
    assert faults_of(company=True)["company"] == "field.not_text"


def test_a_request_id_is_derived_from_the_content_case_and_spacing_apart() -> None:
    one = request_of(need="Un  besoin")
    other = request_of(need="un besoin", postal_code="j0k-2m0.")
    assert one.request_id == other.request_id
    assert one.request_id != request_of(need="un autre besoin").request_id


def test_a_given_request_id_is_kept_and_checked() -> None:
    assert request_of(request_id="INN-2026-00001").request_id == "INN-2026-00001"
    assert faults_of(request_id="a b")["request_id"] == "field.request_id"


@pytest.mark.parametrize("handoff_id", ["H-000001", "h-12"])
def test_a_request_id_never_looks_like_a_handoffs(handoff_id: str) -> None:
    assert faults_of(request_id=handoff_id)["request_id"] == "field.request_id_reserved"


def test_a_fault_never_repeats_what_was_typed() -> None:
    secret = "helene.tremblay"
    read = read_request(MINIMUM | {"email": f"{secret}@", "phone": secret, "received_at": secret, "language": secret})
    assert isinstance(read, tuple)
    assert not any(secret in str(fault.reason) for fault in read)


def test_repr_shows_no_personal_data() -> None:
    assert "Fromagerie" not in repr(request_of(request_id="R1"))


@given(st.dictionaries(st.sampled_from(sorted(Request.__dataclass_fields__)), st.text(max_size=30)))
def test_any_fields_are_a_request_or_faults_and_a_request_survives_json(fields: dict[str, str]) -> None:
    read = read_request(fields)
    if isinstance(read, Request):
        assert Request.from_json(read.to_json()) == read
    else:
        assert all(isinstance(fault, Fault) and str(fault.reason) for fault in read)


@pytest.mark.parametrize(
    ("field", "given", "meant"),
    [
        ("language", "Français", "fr"),
        ("language", "anglais", "en"),
        ("country", "Canada", "CA"),
        ("country", "France", "FR"),
        ("country", "États-Unis", "US"),
    ],
)
def test_what_people_write_for_a_language_or_a_country_is_understood(field: str, given: str, meant: str) -> None:
    postal_code = "67000" if meant in ("FR", "US") else "J0K 2M0"
    assert getattr(request_of(**{field: given}, postal_code=postal_code), field) == meant


def test_an_hour_before_ten_may_stand_as_excel_writes_it() -> None:
    assert request_of(received_at="2026-03-04 9:05") == request_of(received_at="2026-03-04 09:05")
    assert (
        request_of(received_at="2026-03-04T9:05:30").received_at
        == request_of(received_at="2026-03-04 09:05:30").received_at
    )


IN_AN_EXPORT = Reading(True, date(2026, 11, 23), lambda text: text.casefold() in ("bois", "ia"))


def read_in_an_export(**fields: object) -> Request:
    read = read_request(MINIMUM | fields, IN_AN_EXPORT)
    assert isinstance(read, Request), [str(f.reason) for f in read]
    return read


UNUSABLE = {
    "email": ["à venir", "a@b", "x@lac.example; y@lac.example", "Lise <x@lac.example>", "a@lac.example\r\nBcc: y"],
    "phone": ["appelez-moi", "12", "450 555-0100\u202e"],
    "language": ["Bilingue", "de"],
    "scale": ["énorme"],
    "neq": ["1,14E+09", "123", "1240000000", "11400000000"],
    "received_at": ["hier", "03/04/2026", "2062-11-20", "1899-12-30", "2026-11-31"],
    "country": ["Kanado", "Québec, France"],
    "municipality": ["a\nb", "x" * 121],
    "contact_name": ["x" * 201, "Lise\x1b[31m"],
    "need": ["\x07", "x" * 10_001],
    "sectors": ["bois\x1b|ia"],
    "markets": ["Atlantide"],
}  # fmt: skip


@pytest.mark.parametrize(("field", "text"), [(field, text) for field, texts in UNUSABLE.items() for text in texts])
def test_an_optional_cell_never_refuses_a_row_and_is_kept_beside_it(field: str, text: str) -> None:
    request = read_in_an_export(**{field: text})
    (remark,) = [remark for remark in request.remarks if remark.field == field]
    assert remark.text.isprintable()
    assert str(remark.reason)
    if field not in ("markets", "country", "received_at"):
        assert faults_of(**{field: text})[field] == remark.reason.code
    if field == "email":
        assert request.email == ""
    assert Request.from_json(request.to_json()) == request
    assert read_in_an_export(**{field: text}).request_id == request.request_id


def test_what_could_not_be_used_is_no_part_of_which_request_it_is() -> None:
    assert read_in_an_export(email="à venir").request_id == read_in_an_export().request_id
    assert read_in_an_export(email="a@lac.example").request_id != read_in_an_export().request_id


def test_a_spreadsheet_error_a_cut_and_another_id_are_no_remarks() -> None:
    for fields in ({"email": "#N/A"}, {"need": "Le début #####"}, {"request_id": "a b"}, {"company": "a\nb"}):
        assert not isinstance(read_request(MINIMUM | fields, IN_AN_EXPORT), Request)


def test_a_consent_that_is_neither_yes_nor_no_is_not_acted_upon() -> None:
    request = read_in_an_export(consent="peut-être")
    assert (request.consent, request.consent_unclear) == (False, True)
    assert read_in_an_export(consent="Oui, j'accepte").consent is True
    assert not read_in_an_export(consent="non").consent_unclear
    assert faults_of(consent="peut-être") == {"consent": "field.consent"}
    assert read_in_an_export(consent="oui\x1b").consent is False


@pytest.mark.parametrize("country", ["QC", "PQ", "Québec", "Quebec", "Kanado", "FR", "NL", "Canada/USA"])
def test_no_country_takes_a_code_of_quebec_out_of_it(country: str) -> None:
    request = read_in_an_export(country=country)
    assert request.country == "CA"
    assert [remark.field for remark in request.remarks] == ["country"]


def test_an_unknown_country_of_another_code_is_asked_about_where_somebody_can_be() -> None:
    assert faults_of(country="Kanado", postal_code="67000") == {"country": "field.country"}
    assert faults_of(country="Kanado") == {"country": "field.country"}  # a person typed it
    assert request_of(country="FR").country == "CA"
    assert request_of(country="NL", postal_code="A1B 2C3").country == "CA"
    assert request_of(country="Pays-Bas", postal_code="1012").country == "NL"


@pytest.mark.parametrize("text", ["J6W 3E5 (usine)", "Terrebonne QC J6W3E5", "CP: j6w-3e5", "J6W 3E5, j6w3e5 !"])
def test_a_code_among_other_words_is_found_and_what_was_written_is_kept(text: str) -> None:
    request = request_of(postal_code=text)
    assert request.postal_code == "J6W 3E5"
    assert [(remark.reason.code, remark.text) for remark in request.remarks] == [("field.code_within", text)]


def test_two_codes_are_a_fault_that_names_both_and_a_slip_is_never_mended() -> None:
    read = read_request(MINIMUM | {"postal_code": "J6W 3E5 ou J0K 2M0"}, IN_AN_EXPORT)
    assert isinstance(read, tuple)
    assert "J6W 3E5, J0K 2M0" in str(read[0].reason)
    for text in ("GIR 2B5", "J0K 2MO", "Г1R 2B5", "rue J6W"):
        request = request_of(postal_code=text)
        assert (request.postal_code, request.remarks) == (text, ())


def test_a_municipality_of_canada_stands_for_a_code_that_is_not_there() -> None:
    assert request_of(postal_code="", municipality="Rawdon").postal_code == ""
    request = request_of(postal_code="Québec", municipality="Rawdon")
    assert (request.postal_code, [remark.reason.code for remark in request.remarks]) == ("", ["field.no_code"])
    assert request_of(postal_code="JOK 2MO", municipality="Rawdon").postal_code == "JOK 2MO"
    assert faults_of(postal_code="") == {"postal_code": "field.required"}
    assert faults_of(postal_code="", municipality="Lyon", country="France") == {"postal_code": "field.required"}


def test_a_word_of_a_list_that_nobody_knows_is_kept_and_named() -> None:
    request = read_in_an_export(sector="Bois, tricot", market="France; Atlantide")
    assert (request.sectors, request.markets) == (("Bois", "tricot"), ("FR", "Atlantide"))
    assert {(r.field, r.reason.code, r.text) for r in request.remarks} == {
        ("sectors", "field.word", "tricot"),
        ("markets", "field.word", "Atlantide"),
    }
    assert request_of(sector="tricot").remarks == ()  # no vocabulary to know it by


def test_a_neq_may_be_written_in_groups() -> None:
    assert request_of(neq="1140 000-000").neq == "1140000000"
    assert faults_of(neq="4140000000") == {"neq": "field.neq"}


def test_a_remark_shows_nothing_personal_in_a_traceback() -> None:
    assert "venir" not in repr(read_in_an_export(email="à venir").remarks)


@given(st.dictionaries(st.sampled_from(sorted(UNUSABLE)), st.text(max_size=12)))
def test_an_export_takes_any_optional_cells_but_those_that_show_nothing(fields: dict[str, str]) -> None:
    read = read_request(MINIMUM | fields, IN_AN_EXPORT)
    if isinstance(read, Request):
        assert Request.from_json(read.to_json()) == read
        assert all(remark.text.isprintable() for remark in read.remarks)
    else:
        misread = {"field.spreadsheet_error", "field.cut", "field.encoded_twice", "field.garbled", "field.lost"}
        assert {fault.reason.code for fault in read} <= misread


_WORD = st.text("aZ09", min_size=1, max_size=5)
_LABELS = st.lists(st.text("az09-", min_size=1, max_size=5), min_size=1, max_size=3).map(".".join)


@given(
    st.lists(_WORD, min_size=1, max_size=3), st.sampled_from("._+-"), _LABELS, st.sampled_from(["ca", "com", "quebec"])
)
def test_a_usual_address_is_one_as_it_stands(words: list[str], between: str, domain: str, end: str) -> None:
    address = f"{between.join(words)}@{domain}.{end}"
    assume(len(address) <= USUAL_EMAIL_LENGTH and re.fullmatch(USUAL_EMAIL, address))
    checked = validate_email(address, check_deliverability=False, strict=True)
    assert checked.normalized == address == request_of(email=address).email


@given(st.from_regex(USUAL_PHONE, fullmatch=True))
@settings(max_examples=60)
def test_a_usual_telephone_number_is_one_of_canada(number: str) -> None:
    parsed = phonenumbers.parse(number.lower().replace("poste", "ext."), "CA")
    assert phonenumbers.is_possible_number(parsed)
    assert request_of(phone=number).phone == number
