"""What one header says: the field, and whether it says more than that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.batch.read.naming import EXACT, KNOWN, LOOSE, SYSTEM, named, offset
from innoveici.request import FIELDS


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Courriel (obligatoire)", "email"),
        ("NEQ (10 chiffres)", "neq"),
        ("Code postal (format A1A 1A1)", "postal_code"),
        ("Code postal (J0K 2M0)", "postal_code"),
        ("Date de réception (aaaa-mm-jj)", "received_at"),
        ("Reçu le (heure de l'Est)", "received_at"),
        ("Submit Date (UTC)", "received_at"),
        ("Langue (fr ou en)", "language"),
        ("Courriel (E-mail)", "email"),
        ("Email (Primary Contact)", "email"),
        ("Besoin - facultatif", "need"),
        ("Besoin (décrivez-le en quelques mots)", "need"),
        ("Nouveau code postal", "postal_code"),
        ("Current email", "email"),
        ("Nom de l'entreprise / Company name", "company"),
        ("Code postal | Postal code", "postal_code"),
        ("Courriel\nE-mail", "email"),
        ("Ville – City", "municipality"),
        ("Entreprise – Code postal", "postal_code"),
        ("3. Code postal :", "postal_code"),
        ("Q2: Courriel", "email"),
        ("No", "request_id"),
        ("#", "request_id"),
        ("Besoin de l'entreprise", "need"),
        ("Address 1: ZIP/Postal Code", "postal_code"),
        ("Country/Region", "country"),
        ("(Do Not Modify) Account", "request_id"),
        ("Heure de fin", "received_at"),
        ("Créé", "received_at"),
        ("Quel est le nom de votre entreprise ?", "company"),
        ("What is the name of your business?", "company"),
        ("Nom de votre organisation (obligatoire)", "company"),
        ("2. What's your postal code?", "postal_code"),
        ("Code postal de votre entreprise", "postal_code"),
        ("Postal code of your company", "postal_code"),
        ("Ville de votre entreprise", "municipality"),
        ("Municipalité de l'entreprise", "municipality"),
        ("Votre courriel / Your e-mail", "email"),
        ("Veuillez indiquer votre numéro de téléphone", "phone"),
        ("Please enter the NEQ of your company", "neq"),
        ("Quels sont vos besoins ?", "need"),
        ("Your name", "contact_name"),
    ],
)
def test_a_header_with_harmless_notes_or_in_two_languages_is_the_field(header: str, field: str) -> None:
    one = named(header)
    assert one is not None
    assert (one.field, one.qualified) == (field, False)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Courriel (conseiller)", "email"),
        ("Code postal (ancien)", "postal_code"),
        ("Code postal [livraison]", "postal_code"),
        ("Code postal - ancien", "postal_code"),
        ("Courriel / E-mail (advisor)", "email"),
        ("Téléphone (résidence)", "phone"),
        ("Besoin (UTC)", "need"),
        ("Consentement (infolettre)", "consent"),
        ("Ancien code postal", "postal_code"),
        ("Courriel du conseiller", "email"),
        ("Billing postal code", "postal_code"),
        ("Téléphone cellulaire 2", "phone"),
        ("Old email", "email"),
        ("Address 2: ZIP/Postal Code", "postal_code"),
        ("Nouvelle entreprise", "company"),
        ("Courriel de votre conseiller", "email"),
        ("Quel est votre ancien code postal ?", "postal_code"),
        ("Notre courriel", "email"),
        ("Postal code of your supplier", "postal_code"),
        ("Acceptez-vous que vos renseignements soient transmis ?", "consent"),
        ("I agree that my information may be shared", "consent"),
        ("Consentez-vous au partage de vos coordonnées ?", "consent"),
    ],
)
def test_a_header_that_says_more_is_not_the_field_for_certain(header: str, field: str) -> None:
    one = named(header)
    assert one is not None
    assert (one.field, one.qualified) == (field, True)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "(ancien)",
        "Remarques",
        "Créé par",
        "State/Region",
        "(Do Not Modify) Modified On",
        "Title",
        "—",
        "J'accepte les conditions d'utilisation",
        "Your",
        "What is?",
        "Quel est le",
    ],
)
def test_what_names_nothing_is_nobodys(header: str) -> None:
    assert named(header) is None


@pytest.mark.parametrize(
    "header",
    ["Description de votre entreprise", "Référence de l'entreprise", "Date de création de l'entreprise"],
)
def test_what_a_company_has_beside_the_fields_of_a_request_is_none_of_them(header: str) -> None:
    one = named(header)
    assert one is None or one.at_a_distance


def test_what_a_machine_noted_gives_way_to_an_answer() -> None:
    ranks = [named(name).rank for name in ("Date de réception", "Completion time", "Start time")]  # type: ignore[union-attr]
    assert ranks == [EXACT, LOOSE, SYSTEM]


@pytest.mark.parametrize(
    ("header", "after"),
    [
        ("Submit Date (UTC)", "Z"),
        ("Reçu le – GMT", "Z"),
        ("Date (UTC+0)", "Z"),
        ("Date (UTC-05:00)", "-05:00"),
        ("Date (GMT −4)", "-04:00"),
        ("Date de réception", ""),
        ("Reçu le (heure de l'Est)", ""),
    ],
)
def test_a_zone_in_a_header_is_what_follows_its_times(header: str, after: str) -> None:
    assert offset(header) == after


@given(st.sampled_from(sorted(KNOWN)), st.sampled_from(["conseiller", "ancien", "old", "usine 2", "fournisseur"]))
def test_no_unknown_note_leaves_a_known_name_certain(name: str, note: str) -> None:
    for header in (f"{name} ({note})", f"{name} – {note}", f"{note} {name}", f"{name} {note}"):
        one = named(header)
        assert one is None or one.qualified or one.field not in FIELDS


@given(st.text(max_size=40))
def test_any_text_is_read(text: str) -> None:
    named(text)
    offset(text)
