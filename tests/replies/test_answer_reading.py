"""What people write is understood where it is clear, in both languages; a negation is never taken for an acceptance."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.answer_words import ANSWER_WORDS
from innoveici.messages import _, speaking
from innoveici.replies.answer_reading import read_answer
from innoveici.replies.answer_vocabulary import CONDITION, NEGATION, POLITE
from innoveici.steps import REASON_CODE, StepName

READY = {word: step for words in ANSWER_WORDS.values() for word, step in words.items()}
CLEAR: dict[StepName, list[str]] = {
    "accept": [
        "Accepte", "accept", "ACCEPTE.", "J'accepte", "J’accepte", "j accepte", "jaccepte", "OK j'accepte", "accepté",
        "acepte", "accpete", "I accept", "Accepted", "Oui, j’accepte avec plaisir!", "Bonjour Lucie,\n\nJ'accepte.",
        "Bonjour Lucie j'accepte", "Hello Lucie, I accept this request", "OK. J'accepte.", "Merci!\nAccepted",
        "Pas de problème, j'accepte", "No problem, I accept", "I'll take it on", "Je prends le dossier",
        "Je m'en occupe", "Je confirme que j'accepte", "C'est accepté", "I will accept", "Accepter", "« Accepte »",
        "*Accepte*", "Accepté 👍", "j'accepte le dossier no 12", "Accepte\n\nJe ne les ai pas encore appelés",
        "Merci de votre message, j'accepte", "Thank you for your message. I accept.", "Bonjour, ici Marie. J'accepte.",
        "J'accepte. Je n'ai pas de question.", "Avec plaisir, j'accepte la demande",
    ],
    "decline": [
        "Refuse", "refusé", "refsue", "Decline", "declined", "dcline", "je décline", "Refus", "Je passe mon tour",
        "Je refuse, je n'ai pas de place", "Refuse\nPas de place", "Decline, not my field", "Je n'accepte pas",
        "je naccepte pas", "J'accepte pas", "can't accept", "I do not accept", "I cannot accept", "Unable to accept",
        "Je ne peux pas accepter cette demande", "Je ne peux pas accepter, je suis débordé", "Sorry, I must decline",
        "Malheureusement, je dois refuser", "I'm afraid I have to decline", "Désolé, je refuse cette demande",
        "Je refuse, je ne peux pas accepter autre chose", "Non, je refuse", "No, I decline", "Merci mais je refuse",
    ],
    "contact": [
        "Contactée", "contacté", "contatcée", "Contacted", "Reached", "I reached them", "Company contacted",
        "J'ai joint l'entreprise", "Je l'ai jointe ce matin", "Rejointe hier", "L'entreprise a été contactée",
        "the company has been contacted", "J’ai contacté l’entreprise ce matin par téléphone",
        "J'ai parlé avec la dirigeante", "We have spoken with the company", "J'ai rejoint le client",
    ],
    "unreachable": [
        "Injoignable", "injoignble", "Unreachable", "pas joint", "Pas jointe", "could not reach", "couldn't reach them",
        "Could not reach the company", "unable to reach", "je n'ai pas pu joindre l'entreprise", "not reached",
        "Je n'ai pas réussi à la joindre", "impossible de la joindre", "No answer", "pas de réponse",
        "I left a message", "J'ai laissé un message", "elle ne répond pas", "Malheureusement injoignable",
        "Encore injoignable",
    ],
}  # fmt: skip
UNCLEAR = [
    "", "   ", "Merci", "OK", "Oui", "Bonjour", "Non", "No", "Qui est-ce?", "Accepte?", "Accepter comment ?",
    "Accepte ou refuse", "accepte pas encore", "J'accepte si l'entreprise le veut", "J'accepte\nsi elle le veut",
    "Accepte\npas", "Accepte\nJe refuse finalement", "Acceptez-vous?", "L'entreprise a accepté", "J'accepterais",
    "I would accept if I could", "Can I accept later", "why not accept", "I can not but accept", "Je ne refuse pas",
    "J'accepte sans condition", "Je pense que je vais accepter", "I don't decline", "refuse pas", "refusée par elle",
    "Refuse, mais j'accepte la suivante", "Je n'accepte pas avant lundi", "I can't accept more than one",
    "Merci de me rappeler si elle le veut, j'accepte", "Merci de ne pas accepter", "Merci de votre message.",
    "Non merci", "Bonjour, non, j'accepte", "Bonjour\nSi elle le veut, j'accepte", "n'est pas injoignable",
    "Injoignable lundi, mais jointe mardi", "Contact", "Contactée? Non.", "not contacted",
    "Je ne l'ai pas encore contactée", "je vais la contacter demain", "reached out to them", "Joint call tomorrow",
    "I contacted my colleague", "J'ai joint le rapport", "ci-joint le document", "contract signed", "Refuge Inc",
]  # fmt: skip


@pytest.mark.parametrize(("step", "text"), [(step, text) for step, texts in CLEAR.items() for text in texts])
def test_a_clear_answer_is_its_step(step: StepName, text: str) -> None:
    assert read_answer(text, "advisor").step == step
    assert read_answer(text.upper(), "erac").step == step


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_is_not_clear_is_no_step(text: str) -> None:
    assert read_answer(text, "advisor").step is None


@pytest.mark.parametrize(
    ("step", "text"),
    [
        ("withdraw", "Je retire ma demande"), ("withdraw", "je retire"), ("withdraw", "Please withdraw my request"),
        ("withdraw", "J'annule ma demande"), ("withdraw", "Bonjour,\nJe voudrais retirer ma demande.\nMerci"),
        ("withdraw", "We would like to withdraw our request"), ("withdraw", "Withdraw"), ("ask", "Personne n'a appelé"),
        ("ask", "personne ne m'a appelée"), ("ask", "nobody called"), ("ask", "No one has called us yet"),
        ("ask", "Je n'ai pas été contacté"), ("ask", "on ne m'a pas appelé"), ("ask", "I have not been called"),
        ("ask", "Toujours pas de nouvelles"), ("ask", "Nous n'avons pas encore été appelés"), ("ask", "aucun appel"),
        (None, "Je retire mon consentement"), (None, "J'accepte"), (None, "Je ne retire pas ma demande"),
        (None, "Joliette"), (None, "I cancel my meeting"), (None, "Withdraw?"), (None, "Contactée"), (None, "Refuse"),
        (None, "nobody called me until yesterday"), (None, "Personne ne m'a appelé?"),
    ],
)  # fmt: skip
def test_a_company_withdraws_or_waits_for_a_call_and_takes_no_other_step(step: StepName | None, text: str) -> None:
    found = read_answer(text, "company")
    assert found.step == step
    assert found.given.get("asks") == ("call" if step == "ask" else None)


def test_other_roles_take_none() -> None:
    assert read_answer("Accepte", "partner").step is None


_ACCEPTING = ["accepte", "accept", "accepter", "accepté", "acceptons", "accepted", "acepte", "prends le dossier"]
_BEFORE = ["", "je ", "j'", "I ", "we ", "ok ", "oui, ", "bonjour, ", "c'est ", "je peux ", "I will "]


@pytest.mark.parametrize(
    "negation", sorted(NEGATION - {"refuse", "decline", "decliner", "refuser", "t"} | {"n'", "can't"})
)
def test_nothing_with_a_negation_is_an_acceptance(negation: str) -> None:
    for before, accepting in product(_BEFORE, _ACCEPTING):
        for text in (
            f"{before}{negation} {accepting}", f"{before}{accepting} {negation}", f"{negation} {before}{accepting}",
            f"{before}{accepting}\n{negation}" if negation in ("pas", "not", "non", "no", "jamais", "never") else "Non",
            f"{before}{accepting}, {negation} maintenant", f"{before}{accepting} la demande {negation} avant lundi",
        ):  # fmt: skip
            assert read_answer(text, "advisor").step in (None, "decline"), text


@pytest.mark.parametrize("condition", sorted(CONDITION))
def test_what_depends_on_something_is_no_acceptance(condition: str) -> None:
    for accepting in _ACCEPTING:
        assert read_answer(f"{accepting} {condition} elle le veut", "advisor").step is None


_ANY_WORDS = st.lists(st.sampled_from(sorted(POLITE | {"accepte", "accept", "acceptons", "accepter", "prends"})))


@given(before=_ANY_WORDS, negation=st.sampled_from(sorted(NEGATION)), after=_ANY_WORDS)
def test_wherever_a_negation_stands_in_a_sentence_it_is_no_acceptance(
    before: list[str], negation: str, after: list[str]
) -> None:
    text = " ".join([*before, negation, *after]).replace(" ,", ",").replace(" :", ":")
    assert read_answer(text, "advisor").step in (None, "decline")


@given(text=st.text())
@pytest.mark.parametrize("role", ["advisor", "erac", "company", "partner"])
def test_no_text_is_too_much(role: str, text: str) -> None:
    found = read_answer(text, role)  # type: ignore[arg-type]
    assert found.step is None or found.given.get("reason") is not None or text.strip()


@given(
    word=st.sampled_from([text for texts in CLEAR.values() for text in texts]),
    rest=st.text(alphabet=st.characters(exclude_categories=["L", "Cs"])),
)
def test_whatever_begins_with_a_clear_line_takes_its_step(word: str, rest: str) -> None:
    """Whatever signs and figures follow; which words may turn it around is said above, one by one."""
    alone = read_answer(word, "advisor").step
    assert read_answer(f"{word}\n{rest}", "advisor").step == alone
    assert alone is not None


@given(word=st.sampled_from(sorted(READY)), rest=st.text())
def test_whatever_letters_stand_below_a_ready_word_it_is_that_step_or_none(word: str, rest: str) -> None:
    assert read_answer(f"{word}\n{rest}", "advisor").step in (READY[word], None)


@given(
    word=st.sampled_from(sorted(READY)),
    rest=st.lists(st.sampled_from(["rendez-vous", "lundi", "chez", "elle", "téléphone", "their", "plant"])),
)
def test_whatever_stands_below_a_ready_word_is_the_reason(word: str, rest: list[str]) -> None:
    words = " ".join(rest)
    found = read_answer(f"{word}\n\n{words}", "advisor")
    assert found.step == READY[word]
    assert found.given.get("reason", "") == (words or (word if READY[word] == "decline" else ""))


def test_an_answer_that_says_nothing_more_has_no_reason() -> None:
    for text in ("J'accepte", "Bonjour Lucie,\n\nJ’accepte avec plaisir.", "OK, contacted", "Injoignable"):
        assert "reason" not in read_answer(text, "advisor").given
    assert read_answer("J'accepte. Lundi.", "advisor").given["reason"] == "J'accepte. Lundi."


def test_declining_without_a_reason_keeps_the_word_itself() -> None:
    assert read_answer("Refuse", "advisor").given == {"reason_code": "other", "reason": "Refuse"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_reason_in_the_words_of_the_forms_has_its_code(language: str) -> None:
    with speaking(language):  # type: ignore[arg-type]
        worded = {code: _(word) for code, word in REASON_CODE.answers.items()}
    for code, word in worded.items():
        if word:
            given = read_answer(f"Refuse\n{word.capitalize()}.\nPlus tard.", "advisor").given
            assert (given["reason_code"], given["reason"]) == (code, f"{word.capitalize()}.\nPlus tard.")
    assert read_answer("Refuse\nMon chien est malade", "advisor").given["reason_code"] == "other"


def test_nothing_personal_is_in_a_trace() -> None:
    assert repr(read_answer("Refuse\nHélène Côté est ma sœur", "advisor")) == "MailAnswer('decline')"
