"""Of a text that quotes a letter, what its writer added is found: above, below, without signatures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.replies.quotation import own_words, without_closing

DE = "De : Avis <avis@innoveici.example>\nEnvoyé : mardi\nÀ : Marie\nObjet : H-1\n\nRefuse\n"
LETTER = "> Bonjour,\n>\n> Répondez « Refuse » ou « Accepte ».\n"
ABOVE = {
    "gmail-fr": f"Accepte\n\nLe mar. 24 nov. 2026 à 09:12, Avis <avis@innoveici.example> a\nécrit :\n\n{LETTER}",
    "gmail-en": f"Accepte\n\nOn Tue, Nov 24, 2026 at 9:12\u202fAM Avis <avis@innoveici.example>\nwrote:\n\n{LETTER}",
    "apple-fr": f"Accepte\n\n> Le 24 nov. 2026 à 09:12, Avis <avis@innoveici.example> a écrit :\n> \n{LETTER}",
    "apple-en": "Accepte\n\nOn Nov 24, 2026, at 9:12 AM, Avis <avis@innoveici.example> wrote:\n\nHello, Decline\n",
    "thunderbird-fr": f"Accepte\n\nLe 24/11/2026 à 09:12, Avis a écrit\u00a0:\n{LETTER}",
    "thunderbird-en": f"Accepte\n\nOn 2026-11-24 9:12 a.m., Avis wrote:\n{LETTER}",
    "three-lines": f"Accepte\n\nLe 24 novembre 2026 à 09:12, Service des avis\n<a@b.example>\na écrit :\n{LETTER}",
    "decomposed": f"Accepte\n\nLe 24/11/2026 a\u0300 09:12, Avis a e\u0301crit :\n{LETTER}",
    "name-first": f"Accepte\n\nAvis <avis@innoveici.example> wrote:\n{LETTER}",
    "outlook-fr": f"Accepte\n\n{DE}",
    "outlook-en": "Accepte\n\nFrom: Avis\nSent: Tuesday\nTo: John\nSubject: H-1\n\nDecline\n",
    "outlook-bold": "Accepte\n\n*De :* Avis\n*Envoyé :* mardi\n*À :* Marie\n*Objet :* H-1\n\nRefuse\n",
    "outlook-mobile": f"Accepte\n\nObtenir Outlook pour iOS<https://aka.ms/o0ukef>\n{'_' * 32}\n{DE}",
    "original-fr": "Accepte\n\n-----Message d'origine-----\nDe : Avis\n\nRefuse\n",
    "original-en": "Accepte\n\n-----Original Message-----\nFrom: Avis\n\nDecline\n",
    "samsung": "Accepte\n\nEnvoyé depuis mon appareil Galaxy\n\n-------- Message d’origine --------\nRefuse\n",
    "iphone": f"Accepte\n\nEnvoyé de mon iPhone\n\n{LETTER}",
    "android": f"Accepte\n\nSent from my Pixel\n\n{LETTER}",
    "windows": f"Accepte\n\nProvenance : Courrier pour Windows\n\n{DE}",
    "signature": f"Accepte\n\n-- \nMarie Tremblay\nMRC Matawinie\n\n{LETTER}",
    "below": f"Le 24/11/2026 à 09:12, Avis a écrit :\n{LETTER}\nAccepte\n\n-- \nMarie\n",
    "between": "> Bonjour,\n\nAccepte\n\n> Répondez « Refuse »\n",
    "signature-above": f"Envoyé de mon iPhone\n\nAccepte\n\n{LETTER}",
    "alone": "Accepte",
    "windows-lines": "Accepte\r\n\r\nOn Nov 24, 2026, Avis <a@b.example> wrote:\r\n> Decline\r\n",
}  # fmt: skip


@pytest.mark.parametrize("text", ABOVE.values(), ids=ABOVE)
def test_what_is_quoted_and_signed_is_left_out(text: str) -> None:
    assert own_words(text) == "Accepte"


@pytest.mark.parametrize(
    "text",
    [
        "De : la direction, on me dit d'attendre.\nAccepte",
        "Le dossier est complet, merci.\nJe les appelle demain :\nsuite à venir",
        "On Monday I will call them.\nThey wrote: nothing yet, see\nnext week",
        "Envoyé les documents hier.",
        "-----",
    ],
)
def test_what_somebody_writes_themselves_is_no_quotation(text: str) -> None:
    assert own_words(text) == text


def test_an_empty_answer_is_empty_whatever_it_quotes() -> None:
    assert own_words(f"\n\nLe 24/11/2026 à 09:12, Avis a écrit :\n{LETTER}") == ""
    assert own_words("From: Avis\nSent: Tuesday\nTo: John\nSubject: H-1\n\nAccept\n") == ""


@given(st.text())
def test_no_text_is_too_much(text: str) -> None:
    assert len(own_words(text)) <= 4 * len(text)


@given(st.text(alphabet=st.characters(categories=["L", "Nd", "Zs"])))
def test_what_quotes_nothing_is_kept(text: str) -> None:
    assert own_words(text).split() == text.replace("\u200b", "").split() or not own_words(text).isascii()


def test_a_closing_ends_an_answer_but_for_a_postscript() -> None:
    assert without_closing("Refuse\nTrop loin.\n\nCordialement,\nMarie Tremblay\n450 555-0123") == "Refuse\nTrop loin."
    assert without_closing("Refuse\n\nBest regards,\nJohn\n\nP.S.: call Ann") == "Refuse\n\nP.S.: call Ann"
    assert without_closing("Merci et bonne journée à tous") == "Merci et bonne journée à tous"
