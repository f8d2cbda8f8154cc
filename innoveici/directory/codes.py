"""The codes of languages, countries and their parts that the two files may use; XX is well formed and means nothing.

Sources: ISO 639-1 and 639-3 (languages), ISO 3166-1 (countries), ISO 3166-2:CA (provinces and territories). Pure.
"""

from __future__ import annotations

import re

_ISO_639_1 = """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el
    en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it
    iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt
    my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl
    sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo
    za zh zu
"""
# Spoken in Québec and without a code of two letters: Abenaki, Algonquin, Atikamekw, Mi'kmaq, Innu, Mohawk, Naskapi,
# Wolastoqey, Wendat (ISO 639-3). Cree and Inuktitut are cr and iu.
_FIRST_NATIONS = "abe alq atj mic moe moh nsk pqm wdt"
_ISO_3166_1 = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY
    BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK
    FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR
    IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK
    ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM
    PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF
    TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""

LANGUAGES = frozenset(f"{_ISO_639_1} {_FIRST_NATIONS}".split())
"""ISO 639-1, and the First Nations' languages of Québec that it has no code for."""

COUNTRIES = frozenset(_ISO_3166_1.split())
"""ISO 3166-1, two letters."""

_PARTS_OF_CANADA = frozenset(("AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"))
_PART = re.compile(r"[A-Z0-9]{1,3}")


def is_place(code: str) -> bool:
    """Whether ``code`` is a country (``FR``) or a part of one (``CA-QC``, ``FR-GES``).

    Canada's parts are known; of other countries the form alone is judged.
    """
    country, dash, part = code.partition("-")
    if country not in COUNTRIES:
        return False
    if country == "CA" and dash:
        return part in _PARTS_OF_CANADA
    return not dash or _PART.fullmatch(part) is not None
