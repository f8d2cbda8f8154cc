"""What is made of columns is, to the byte, what is made of each row by itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from innoveici.batch.decide.fields import Fields
from innoveici.batch.decide.particulars import Particulars
from innoveici.batch.decide.received import received_texts, text_of
from innoveici.batch.read.export import open_export
from innoveici.batch.read.headers import Told
from innoveici.request import Request
from innoveici.request_reading import Reading
from innoveici.routing.partnerships import PartnershipMatcher
from tests.batch import samples
from tests.batch.conftest import Write

HEADER = "request_id,company,postal_code,sectors,markets,language,country,consent,Reçu le (UTC)"
CELLS = (
    st.sampled_from(["Moulin", "Moulin É", " Moulin ", "#N/A", "MoulinÃ©"]),
    st.sampled_from(["J0K 2M0", "j0k2m0", "J0K 2M0 (usine)"]),
    st.sampled_from(["", "santé", "santé|IA", "santé; bois", "IA|IA", "autre chose"]),
    st.sampled_from(["", "FR", "FR|CA-ON", '"France, Ontario"', "FR|nulle part"]),
    st.sampled_from(["", "en", "Français", "Bilingue"]),
    st.sampled_from(["", "CA", "Canada", "QC", "FR"]),
    st.sampled_from(["", "oui", "Non", "peut-être"]),
    st.sampled_from(["", "2026-11-20", "2026-11-20 09:00", "2026-11-20 09:00 HNE", "hier"]),
)
DEFAULTS = st.dictionaries(st.sampled_from(["language", "country"]), st.sampled_from(["en", "CA", "FR"]), max_size=2)


def _alike(write: Write, rows: list[str], defaults: dict[str, str], encoding: str | None = None) -> int:
    """How many rows were read as columns; each as it is by itself."""
    told = Told(defaults={name: text for name, text in defaults.items() if (name == "language") == (text == "en")})
    text = "\n".join([HEADER, *(f"A-{number},{row}" for number, row in enumerate(rows)), ""])
    with open_export(write(text), encoding=encoding, mapping=told) as export:
        (block,) = export.blocks()
        how = Reading(lenient=True, today=samples.DAY, knows_sector=samples.shipped().knows_sector)
        fields = Fields(block, export.columns, export.notes, how)
        ordinary = np.flatnonzero(fields.ordinary)
        texts = received_texts(fields, ordinary)
        particulars = Particulars(PartnershipMatcher(samples.shipped()))
        numbers = particulars.numbers_of(fields)
        for row, made in zip(ordinary.tolist(), texts, strict=True):
            request = fields.request(row)
            assert isinstance(request, Request)
            assert not request.remarks
            assert made == text_of(request)
            assert numbers[row] == particulars.number_of(request)
        return len(ordinary)


@pytest.mark.parametrize("cells", ["santé|IA,FR|CA-ON", 'IA; santé,"FR, CA-ON"'])
def test_lists_of_several_words(write: Write, cells: str) -> None:
    assert _alike(write, [f"Moulin,J0K 2M0,{cells},,,,"], {}) == 1


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(*CELLS).map(",".join), min_size=1, max_size=8), DEFAULTS, st.sampled_from([None, None, "utf-8"])
)
def test_any_cells(write: Write, rows: list[str], defaults: dict[str, str], encoding: str | None) -> None:
    if encoding is None:  # the whole file would be asked about
        rows = [row.replace("Ã©", "é") for row in rows]
    _alike(write, rows, defaults, encoding)
