"""Headers as exports have them, in both languages; what is missing, repeated, blank or ambiguous is said."""

from __future__ import annotations

import pytest

from innoveici.batch.header_names import FIELDS, KNOWN
from innoveici.batch.headers import Headers, read_headers
from innoveici.batch.results import RESULT_COLUMNS
from innoveici.errors import DataError, UsageError


def read(*cells: str, **mapping: str) -> Headers:
    return read_headers(cells, mapping, file="export.csv", line=1)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("No de demande", "request_id"),
        ("N° de demande", "request_id"),
        ("# demande", "request_id"),
        ("Numéro de demande :", "request_id"),
        ("Request number", "request_id"),
        ("Date de réception", "received_at"),
        ("DATE DE RECEPTION", "received_at"),
        ("Received", "received_at"),
        ("Raison sociale", "company"),
        ("Personne-ressource", "contact_name"),
        ("Adresse courriel", "email"),
        ("E-mail", "email"),
        ("Téléphone (bureau)", "phone"),
        ("Tél.", "phone"),
        ("Langue", "language"),
        ("Besoin *", "need"),
        ("Secteur(s) d’activité", "sectors"),
        ("Secteurs d'activite", "sectors"),
        ("sector", "sectors"),
        ("Marché(s) visé(s)", "markets"),
        ("Pays", "country"),
        ("NEQ", "neq"),
        ("Envergure", "scale"),
        ("Consentement", "consent"),
        ("City", "municipality"),
        ("VILLE", "municipality"),
    ],
)
def test_a_header_is_known(header: str, field: str) -> None:
    others = [name for name in ("company", "postal_code") if name != field]
    assert read(*others, header).columns[field] == len(others)


@pytest.mark.parametrize(
    "header", ["Code postal", "CODE_POSTAL", "code-postal", "CP", "Zip/Postal code", "postal_code"]
)
def test_a_postal_code_is_known(header: str) -> None:
    assert read("Nom de l’entreprise", header).columns == {"company": 0, "postal_code": 1}


@pytest.mark.parametrize("field", FIELDS)
def test_the_contracts_own_names_are_known(field: str) -> None:
    assert KNOWN[field.replace("_", " ")] == field


def test_other_columns_are_nobodys() -> None:
    found = read("Entreprise", "Adresse", "Code postal", "Remarques")
    assert found.columns == {"company": 0, "postal_code": 2}
    assert found.input == ("Entreprise", "Adresse", "Code postal", "Remarques")


def test_the_more_exact_name_wins() -> None:
    found = read("Entreprise", "CP", "Ville", "Municipalité", "Date", "Date de réception", "ID", "request_id")
    assert found.columns == {
        "company": 0, "postal_code": 1, "municipality": 3, "received_at": 5, "request_id": 7,
    }  # fmt: skip


def test_two_columns_for_one_field_are_refused_with_the_way_to_choose() -> None:
    with pytest.raises(DataError, match="“Entreprise” and “Raison sociale” may both be company") as refused:
        read("Entreprise", "Raison sociale", "Code postal")
    assert str(refused.value.remedy) == "choose with --map company=Entreprise"
    with pytest.raises(DataError) as refused:
        read("Entreprise", "Code postal", "Nouveau code postal")
    assert str(refused.value.remedy) == "choose with --map 'postal_code=Code postal'"
    assert read("Entreprise", "Raison sociale", "Code postal", company="Raison sociale").columns["company"] == 1


def test_a_mapping_takes_any_column_and_leaves_its_name_no_other_meaning() -> None:
    found = read("Client", "PC", "Contact", company="client", postal_code="PC", need="Contact")
    assert found.columns == {"company": 0, "postal_code": 1, "need": 2}
    assert read("Client", "CP", "S", company="Client", sector="S").columns["sectors"] == 2


def test_a_mapping_that_does_not_fit_is_refused() -> None:
    with pytest.raises(UsageError, match="color is not a field of a request") as refused:
        read("Entreprise", "CP", color="CP")
    assert "postal_code" in str(refused.value.remedy)
    with pytest.raises(UsageError, match="no column “Besoins”") as refused:
        read("Entreprise", "CP", need="Besoins")
    assert "Entreprise, CP" in str(refused.value.remedy)


def test_missing_headers_are_refused_with_the_list_seen() -> None:
    with pytest.raises(
        DataError, match=r"export\.csv:1: no column for postal_code; seen: Entreprise, Province"
    ) as refused:
        read("Entreprise", "Province")
    assert "--map postal_code=" in str(refused.value.remedy)


def test_repeated_headers_that_may_be_a_field_are_refused_with_the_list_seen() -> None:
    with pytest.raises(DataError, match="the column “Courriel” is there twice") as refused:
        read("Entreprise", "CP", "Courriel", "courriel")
    assert "Entreprise, CP, Courriel, courriel" in str(refused.value.remedy)


def test_repeated_and_nameless_columns_that_serve_no_field_are_carried_along() -> None:
    found = read("", "Entreprise", "Autre", " ", "CP", "Autre", "")
    assert found.columns == {"company": 1, "postal_code": 4}
    assert (found.input, found.nameless) == (("", "Entreprise", "Autre", "", "CP", "Autre"), 1)


@pytest.mark.parametrize(
    "data",
    [
        ["INN-1", "Secret inc.", "J0K 2M0", "secret@scierie.example", "450 555-0100"],
        ["INN-1", "Secret inc.", "J0K 2M0", "", "un besoin secret"],
        ["INN-1", "Secret", "J0K 2M0", "Secret"],
        ["Scierie secrète", "J0K 2M0", "Contact", "licencier le directeur : secret"],
        ["Scierie secrète", "Contact", "un secret"],
        ["Scierie secrète", "H2X 1I4", "Contact", "Projet"],
        ["Projet", "Besoin", "Scierie secrète", "fr", "oui"],
        ["Scierie secrète", "Projet", "", "un secret", "un secret"],
    ],
)
def test_a_companys_data_is_not_shown_where_the_header_was_forgotten(data: list[str]) -> None:
    with pytest.raises(DataError, match="this line does not name the columns") as refused:
        read(*data)
    assert "secr" not in (str(refused.value) + str(refused.value.remedy)).lower()
    with pytest.raises((DataError, UsageError)) as not_so:
        read(*data, need="Besoin")
    assert "secr" not in (str(not_so.value) + str(not_so.value.remedy)).lower()


def test_a_column_may_be_called_as_an_area_is() -> None:
    assert read("Entreprise", "Code postal", "H2X").columns == {"company": 0, "postal_code": 1}


def test_a_name_that_looks_like_an_address_or_a_number_is_not_shown() -> None:
    with pytest.raises(DataError) as refused:
        read("Entreprise", "jean@secret.example", "450 555-0100")
    assert "secret" not in str(refused.value)
    assert "555" not in str(refused.value)


def test_what_batch_added_is_left_out() -> None:
    found = read("Entreprise", "CP", *RESULT_COLUMNS)
    assert (found.input, found.planned["request_id"], len(found.planned)) == (("Entreprise", "CP"), 2, 10)
    found = read("Entreprise", "CP", *RESULT_COLUMNS, "plan")
    assert (found.input, found.planned["plan"]) == (("Entreprise", "CP"), 12)
    found = read("Entreprise", "CP", "request_id", "line", "field", "value", "reason", "remedy")
    assert (found.input, found.planned) == (("Entreprise", "CP", "request_id"), {})
