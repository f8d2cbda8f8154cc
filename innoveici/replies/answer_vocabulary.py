"""What people write to accept, to decline, to say whom they reached: words and phrases of both languages, folded.

A phrase is looked for where only words that mean nothing stand before it. Words that turn a phrase around, or that make
it depend on something, are here too: with one of these beside it, nothing is taken for an acceptance.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Meaning = Literal["accept", "decline", "contact", "unreachable", "withdraw", "call"]
"""A step, but ``call``: nobody has called."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(alternatives)})(?= |$)")


GREETINGS = _words(
    "bonjour bonsoir allo salut hello hi hey dear cher chere chers madame monsieur good morning afternoon"
)
THANKS = _words("merci thanks thank")
_COURTESY = _words(
    "ok okay okey oui yes yep yeah bien sur d accord dac parfait super excellent merci beaucoup thanks thank you many "
    "great fine sure certainly of course absolutely absolument certainement avec grand plaisir with pleasure gladly "
    "volontiers alors donc so well par la presente hereby svp please bonne nouvelle , :"
)
_ONESELF = _words(
    "je j nous on i we am vous confirme confirmons confirm que that ai avons have de ma part pour moi c est it is s "
    "the a la le l les cette ce this demande dossier request mandat file ma notre my our"
)
_REGRET = _words("malheureusement unfortunately desole desolee sorry regret regrette to helas afraid suis mais but")
_COMPANY = _words(
    "entreprise compagnie company cie client cliente dirigeant dirigeante elle ils ete deja already just has been was "
    "vient etre ont now maintenant enfin finally finalement aussi hier today ce matin this morning yesterday "
    "aujourd hui"
)
_TRIED = _words("n ne toujours still essaye tried mais but apres plusieurs essais tentatives tentative encore had")
POLITE = GREETINGS | _COURTESY | _ONESELF
"""With nothing else, a sentence says nothing."""
NEUTRAL = _words(
    "cette la le l ce cet demande dossier mandat requete this the that it request file de d malheureusement merci "
    "unfortunately sorry desole desolee thanks thank you"
)
"""What may follow a refused acceptance and leave it one."""

NEGATION = _words(
    "ne n pas point plus jamais aucun aucune rien ni non not no never nobody none nothing neither nor unable "
    "impossible incapable sans without hardly barely guere nul nulle personne t refuse refuser refusee refuses "
    "refuserai decline decliner declined declinee cancel annule annuler contrary contraire stop"
)
CONDITION = _words(
    "si if unless sauf excepte except condition conditions conditionnel conditionnellement conditional reserve "
    "reserves perhaps maybe probablement probably possibly would could should might may devrait devrais pourrais "
    "pourrait aimerais encore yet until jusqu provided pourvu presque almost"
)
HARMLESS = re.compile(
    r"\b(?:pas de (?:problemes?|soucis?)|sans (?:problemes?|soucis?|faute|hesiter|hesitation)|aucun (?:probleme|souci)"
    r"|no (?:problems?|worries)|not a problem|n hesitez pas(?: a)?|without (?:hesitation|a doubt)|(?:si|au) besoin"
    r"|if needed|if need be|s il vous plait|no (?=[0-9]|h [0-9]))\b ?"
)
"""What holds such a word and turns nothing around."""
SPELT_OUT: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\b(?:{short})\b"), whole)
    for short, whole in (
        (r"won ?t", "will not"), (r"can ?(?:t|not)", "can not"), (r"jai", "j ai"), (r"nai", "n ai"), (r"lai", "l ai"),
        (r"cest", "c est"), (r"i ?ve", "i have"), (r"we ?ve", "we have"), (r"i ?m", "i am"), (r"i ?ll", "i will"),
        (r"we ?ll", "we will"), (r"(do|did|could|have|has|had|was|is|does|would|should|are|were)n ?t", r"\1 not"),
    )
)  # fmt: skip
"""What runs together, as often written as not."""

_OTHERS = r"(?! (?:mon|ma|mes|my|our|notre|nos|votre|vos|your|vous|you|erac|l erac|the erac|un|une|an?|another)\b)"
"""It was somebody else who was contacted."""
_WHEN = (
    r"(?= ?$| [,:]| (?:l|par|ce|cet|hier|avant|aujourd|lundi|mardi|mercredi|jeudi|vendredi|au|a|avec|entreprise|mme|m|"
    r"madame|monsieur|deja|enfin|le [0-9]+)\b| l[ae] (?:clien|dirigean|compagnie|president|proprietaire|direct))"
)
"""French “joint” is also what comes with a message: what follows must not be a thing."""
_REACH = r"(?:(?:la|le|les|l|lui) )?(?:joindre|rejoindre|contacter)"
_TAKE = r"(?:le|la|ce|cette|l) (?:dossier|demande|mandat|requete)"


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """How something is said. ``before``: the words that may stand before ``phrases``; ``turned_by``: those that must
    not stand anywhere beside it."""

    phrases: re.Pattern[str]
    before: frozenset[str]
    turned_by: frozenset[str]


NOT_ACCEPTED = _phrases(
    r"(?:n |ne )?(?:(?:l|la|le|les) )?(?:accepte|acceptons|accept) pas",
    r"(?:n |ne )?(?:peux|pouvons|veux|voulons|pourrai|pourrons|souhaite) pas (?:(?:l|la|le|les) )?accepter",
    r"(?:n |ne )?(?:suis|sommes) pas (?:en mesure|capables?) d accepter",
    r"(?:do|can|will|could|am|are) not (?:able to |going to )?accept(?:ing)?",
    r"unable to accept", r"not (?:able to )?accept(?:ed|ing)?", r"(?:pas|non) (?:accepte|acceptee|accepter)",
    r"ne l ai pas accepte", r"incapable d accepter",
)  # fmt: skip

WORDINGS: Mapping[Meaning, Wording] = {
    "unreachable": Wording(
        _phrases(
            r"injoignables?", r"unreachable", r"not reachable", r"non (?:joignable|joint|jointe|rejoint|rejointe)",
            rf"impossible (?:a|d|de|to) (?:{_REACH}|reach|contact)", r"(?:could|can|did|have|has) not reach(?:ed)?",
            r"(?:could|can) not contact",
            r"(?:was |were |am |have )?(?:not (?:been )?able|unable) to (?:reach|contact)",
            rf"pas (?:pu|reussi a|parvenue? a|arrivee? a|ete capable de) {_REACH}",
            rf"(?:peux|arrive) pas (?:a )?{_REACH}",
            r"pas (?:joint|jointe|rejoint|rejointe|repondu)" + _WHEN, r"not reached", r"repond(?:ent)? pas",
            r"(?:pas de|aucune|sans) reponse(?! de (?:votre|ta))", r"no (?:answer|reply|response)(?! from you)",
            r"(?:laisse|left) (?:un|une|a|des|deux|two|plusieurs) (?:messages?|voicemails?)", r"not answer(?:ing|ed)?",
        ),
        _COURTESY | _ONESELF | _REGRET | _COMPANY | _TRIED,
        (CONDITION - {"encore"})
            | _words("joint jointe rejointe contactee contacte contacted reached spoke anymore longer"),
    ),
    "decline": Wording(
        _phrases(
            r"refuse(?! par| by)", r"refusee(?! par)", r"refuses(?! par)", r"refusons", r"decline(?! par| by)",
            r"declinee?(?! par)", r"declined(?! by)", r"declinons", r"declining",
            r"(?:dois|vais|prefere|devons|veux|allons) (?:(?:la|le|l) )?(?:refuser|decliner)",
            r"(?:must|have to|will|need to|prefer to|would rather|would prefer to) (?:decline|refuse)",
            r"obligee? de (?:(?:la|le|l) )?(?:refuser|decliner)", r"refus(?= de ma part| ?$)", r"passe mon tour",
            r"pass on this(?: one)?", r"(?:refuser|decliner)(?= ?$| :)", NOT_ACCEPTED.pattern.removesuffix("(?= |$)"),
        ),
        _COURTESY | _ONESELF | _REGRET | _words("non no"),
        _words("si if unless sauf"),
    ),
    "accept": Wording(
        _phrases(
            r"accept(?:e|ee|ees|es|ons|ed)?", r"accepter(?= ?$)",
            r"(?:vais|peux|veux|allons|pouvons|desire|souhaite) (?:(?:la|le|l) )?accepter",
            r"(?:will|can|want to|happy to|glad to|pleased to|delighted to) accept",
            rf"prends (?:{_TAKE}|en charge)", r"m en (?:charge|occupe)", r"(?:will )?take (?:it|this)(?: one)?(?: on)?",
        ),
        _COURTESY | _ONESELF,
        NEGATION | CONDITION,
    ),
    "contact": Wording(
        _phrases(
            r"(?:contacte|contactee|contactes|contactees|contacted)" + _OTHERS,
            r"(?:joint|jointe|joints|jointes|rejoint|rejointe)" + _WHEN, r"reached(?! out| an?\b)" + _OTHERS,
            r"(?:premier )?contact (?:etabli|fait|effectue)", r"(?:first )?contact (?:made|done|established)",
            r"parle (?:a|avec|au)" + _OTHERS, r"(?:spoke|spoken|talked) (?:with|to)" + _OTHERS,
        ),
        _COURTESY | _ONESELF | _COMPANY,
        NEGATION | CONDITION,
    ),
    "withdraw": Wording(
        _phrases(
            r"(?:(?:souhaite|veux|voudrais|aimerais|desire|voulons|souhaitons|want to|would like to|like to|wish to) )?"
            r"(?:retire|retirons|retirer|annule|annulons|annuler|withdraw|withdrawing|cancel|retrait de|withdrawn)"
            r"(?: (?:ma|notre|la|cette|my|our|the|this) (?:demande|request|requete|application)| it| la)?"
            r"(?= ?$| ,| :| (?:svp|please|car|parce|because|merci|thanks|thank|s il))",
        ),
        _COURTESY | _ONESELF | _REGRET,
        NEGATION - _words("cancel annule annuler") | CONDITION - _words("would aimerais"),
    ),
    "call": Wording(
        _phrases(
            r"personne (?:(?:ne|n|nous|m|me|a|encore|toujours) )*(?:r?appelee?s?|appelle|contactee?s?|jointe?s?)",
            r"(?:nobody|no one|noone) (?:(?:has|have|ever|yet|even) )*(?:called|contacted|phoned|reached)",
            r"(?:pas|jamais) (?:(?:encore|ete|eu|recu|toujours) )*(?:r?appelee?s?|contactee?s?|jointe?s?|d appels?)",
            r"pas (?:(?:encore|eu|recu) )*de (?:vos )?nouvelles",
            r"(?:aucun|sans) appel", r"(?:aucune|sans) nouvelles?",
            r"(?:not|never) (?:(?:been|yet|have|received|gotten|had|any|a|ever) )*"
            r"(?:called|contacted|phoned|reached|calls?)",
            r"no (?:calls?|news)(?! is)",
        ),
        _COURTESY | _ONESELF | _REGRET | _TRIED | _words("m me a has had did do was were ete"),
        _words("si if unless until jusqu avant before sauf except"),
    ),
}  # fmt: skip
"""In the order in which they are tried where one word could begin several."""

CONTRARY: Mapping[Meaning, frozenset[Meaning]] = {
    "accept": frozenset({"decline"}),
    "decline": frozenset({"accept", "contact"}),
    "contact": frozenset({"decline", "unreachable"}),
    "unreachable": frozenset({"contact"}),
    "withdraw": frozenset(),
    "call": frozenset(),
}
"""Said further down, it leaves nobody sure what the first word meant."""

SPELT: frozenset[str] = _words(
    "accepte accepter acceptee acceptons accept accepted refuse refuser refusee decline declined decliner declinee "
    "contacte contactee contacted injoignable unreachable"
)
"""Words that are known with one letter too many, one missing, or two the wrong way round."""
OTHER_WORDS: frozenset[str] = _words(
    "acceptez acceptent acceptera accepts accent accents refus refuses refusez refusent refusera refusal declines "
    "declin declinez reclined inclined contacter contactez contacts contact contactera contactent contract contracted "
    "contracte contractee acceptes contactes reachable joignable refuge refused acceptees contactees declinees refusees"
)
"""Words of their own that are only a letter away."""
