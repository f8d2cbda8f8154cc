"""Headers as exports have them, in both languages; what is missing, repeated, blank or ambiguous is said."""

from __future__ import annotations

import re

import pytest

from innoveici.batch.read.headers import Headers, Told, read_headers, shown_headers
from innoveici.batch.read.naming import KNOWN
from innoveici.batch.read.origin import Origin
from innoveici.batch.results import REJECT_COLUMNS, RESULT_COLUMNS
from innoveici.errors import DataError, UsageError
from innoveici.messages import speaking
from innoveici.request import FIELDS


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


def test_a_nameless_column_is_told_as_such_in_the_readers_language() -> None:
    told = shown_headers(["Entreprise", "", "a@moulin.example"])
    assert str(told) == "Entreprise, (no name), …"
    with speaking("fr"):
        assert told.text() == "Entreprise, (sans nom), …"


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


def test_a_column_that_says_more_never_wins_over_one_that_does_not() -> None:
    found = read("Entreprise", "Code postal (ancien)", "Nouveau code postal", "Courriel (conseiller)", "Courriel")
    assert found.columns == {"company": 0, "postal_code": 2, "email": 4}
    assert found.doubtful == ()


def test_alone_it_is_no_optional_field_and_that_is_told() -> None:
    found = read("Entreprise", "Code postal", "Courriel (conseiller)", "Courriel du partenaire")
    assert "email" not in found.columns
    assert found.doubtful == (("Courriel (conseiller)", "email"),)


@pytest.mark.parametrize(
    ("header", "field"),
    [("No de demande (fournisseur)", "request_id"), ("Consentement à recevoir des offres", "consent")],
)
def test_alone_it_is_asked_about_where_much_hangs_on_it(header: str, field: str) -> None:
    with pytest.raises(DataError, match=f"is the column “{re.escape(header)}” {field}") as refused:
        read("Entreprise", "Code postal", header)
    assert f"--map {field}=-" in str(refused.value.remedy)
    assert field not in read("Entreprise", "Code postal", header, **{field: "-"}).columns
    assert read("Entreprise", "Code postal", header, **{field: header}).columns[field] == 2


def test_a_consent_to_something_else_is_not_asked_about() -> None:
    assert "consent" not in read("Entreprise", "Code postal", "Consentement à l'infolettre").columns


@pytest.mark.parametrize("header", ["Code postal (usine)", "Code postal de livraison"])
def test_alone_it_is_pointed_out_where_the_field_is_required(header: str) -> None:
    with pytest.raises(DataError, match=r"no column for postal_code") as refused:
        read("Entreprise", header)
    assert f"“{header}” may be it" in str(refused.value.remedy)
    assert f"'postal_code={header}'" in str(refused.value.remedy)


def test_an_answer_wins_over_the_account_that_a_form_noted() -> None:
    microsoft = ("ID", "Start time", "Completion time", "Email", "Name", "Entreprise", "Code postal")
    assert read(*microsoft).columns == {
        "request_id": 0, "received_at": 2, "email": 3, "contact_name": 4, "company": 5, "postal_code": 6,
    }  # fmt: skip
    found = read(*microsoft, "Courriel", "Personne-ressource")
    assert (found.columns["email"], found.columns["contact_name"]) == (7, 8)
    google = ("Horodateur", "Adresse e-mail", "Entreprise", "Code postal", "Courriel de l'entreprise")
    assert read(*google).columns["email"] == 4


def test_what_an_office_usually_says_holds_where_there_is_such_a_column() -> None:
    told = Told({}, {"need": "Projet web", "phone": "Rejoindre au"}, {"language": "en"})
    found = read_headers(("Entreprise", "CP", "Projet web"), told, file="export.csv", line=1)
    assert (found.columns["need"], "phone" in found.columns, found.defaults) == (2, False, {"language": "en"})
    told = Told({"need": "Besoin"}, {"need": "Projet web"})
    assert read_headers(("Entreprise", "CP", "Projet web", "Besoin"), told, file="e.csv", line=1).columns["need"] == 3


def test_rejects_say_what_was_said_of_their_columns() -> None:
    header = Origin("web.csv", "0123456789abcdef", {"postal_code": "PC usine"}, {"country": "FR"}).header()
    found = read("Entreprise", "PC usine", header, "request_id", *REJECT_COLUMNS)
    assert found.columns == {"company": 0, "postal_code": 1, "request_id": 3}
    assert (found.input, found.defaults) == (("Entreprise", "PC usine", header, "request_id"), {"country": "FR"})
    assert found.origin is not None
    assert found.origin[0] == 2
    with pytest.raises(UsageError, match="no column “PC usine”") as refused:
        read("Entreprise", "Code", header)
    assert "--map postal_code=Header" in str(refused.value.remedy)
    assert read("Entreprise", "Code", header, postal_code="Code").columns["postal_code"] == 1


def test_rejects_without_what_says_their_ids_are_refused() -> None:
    with pytest.raises(DataError, match="whose column “rejected_from…” is gone"):
        read("Entreprise", "CP", *REJECT_COLUMNS)
    with pytest.raises(DataError, match="whose column “rejected_from…” is gone"):
        read("Entreprise", "CP", "line", "reason", "remedy")
    assert read("No de demande", "Entreprise", "CP", *REJECT_COLUMNS).added == 5


def test_what_a_question_shows_of_a_long_header_can_be_given_back() -> None:
    cells = ("Entreprise", "Code postal", "Acceptez-vous que vos renseignements soient transmis à notre réseau ?")
    with pytest.raises(DataError) as refused:
        read(*cells)
    shown = re.search(r"'consent=(.+?)'", str(refused.value.remedy))
    assert shown
    assert shown[1].endswith("…")
    assert read(*cells, consent=shown[1]).columns["consent"] == 2
    with pytest.raises(UsageError):
        read(*cells, consent="Acceptez…")
    with pytest.raises(UsageError):  # two that begin alike
        read(*cells, cells[2] + " Oui ou non", consent=shown[1])
