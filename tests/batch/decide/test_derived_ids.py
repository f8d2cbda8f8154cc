"""An id that is derived by the thousand is the one that reading its row by itself derives."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from innoveici.batch.decide.derived_ids import derived_ids
from innoveici.batch.decide.fields import IN_AN_EXPORT
from innoveici.request import REQUIRED, Request
from innoveici.request_reading import read_request
from tests.batch.decide.test_fields import CELLS, fields_of

SAID = {
    **CELLS,
    "company": st.text('aÀßİŉﬁΣς"\\\\\u2003  é’\u0345', min_size=1, max_size=6) | CELLS["company"],
    "postal_code": st.sampled_from(["J0K 2M0", "j0k2m0", " J0K-2M0 ", "J0K\u00a02M0", "75001", "J0K 2MO"])
    | CELLS["postal_code"],
    "need": st.text('aÀß \t\n\r"\\\\\x85\u2028é', max_size=6),
    "received_at": st.sampled_from(["", "2026-11-01T01:30:59-04:00", "2026-11-01 01:30:00", "2026-03-08T02:30:59"])
    | CELLS["received_at"],
    "sectors": st.sampled_from(["", "IA", "IA | Bois|ia", ' "b\u00e9"']),
}
del SAID["request_id"]


@given(st.data())
@settings(deadline=None, max_examples=400)
def test_a_derived_id_is_that_of_the_row_read_by_itself(data: st.DataObject) -> None:
    names = [*REQUIRED, *data.draw(st.sets(st.sampled_from(sorted(SAID.keys() - set(REQUIRED)))))]
    rows = data.draw(st.lists(st.fixed_dictionaries({name: SAID[name] for name in names}), min_size=1, max_size=4))
    fields = fields_of({name: [row[name] for row in rows] for name in names})
    requests = [read_request(row, IN_AN_EXPORT) for row in rows]
    taken = [row for row, request in enumerate(requests) if isinstance(request, Request)]
    assert fields.identified.all()
    said = derived_ids(fields, np.array(taken, np.int64))
    assert said == [request.request_id for request in requests if isinstance(request, Request)]


def test_rows_without_an_id_are_ordinary_where_their_cells_are() -> None:
    fields = fields_of({"company": ["Scierie", " SCIERIE"], "postal_code": ["J0K 2M0", "j0k2m0"], "email": ["", "a@b"]})
    assert fields.ordinary.tolist() == [True, False]
    first, again = derived_ids(fields, np.array([0, 1]))
    assert first == again, "what could not be used is not part of it"
