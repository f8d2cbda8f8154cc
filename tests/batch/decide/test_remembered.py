"""What was planned comes back as it was, from memory and from the disk alike."""

from __future__ import annotations

from contextlib import closing

import pytest

from innoveici.batch.decide.remembered import Planned, Remembered, Tabled
from innoveici.desk import Desk
from innoveici.request import Request
from tests.batch.samples import DAY, atlas, shipped


@pytest.mark.parametrize("at_hand", [0, 1, 2, 9])
def test_what_was_put_last_is_found_wherever_it_is_kept(at_hand: int) -> None:
    desk = Desk(atlas(), shipped(), DAY)
    requests = [Request(f"R-{n}", "Scierie", code) for n, code in enumerate(("J0K 2M0", "J0K", "H0H 0H0", "GIR 2B5"))]
    tabled = Tabled(("R-8", "Scierie"), 3, 1 << 40, (1.5, 0.2))
    with closing(Remembered(at_hand)) as planned:
        assert planned.get("R-0") is None
        for request in requests:
            planned.put(request.request_id, Planned(request, desk.decide(requests[0], {})))
        planned.put("R-8", tabled)
        for request in requests:
            planned.put(request.request_id, Planned(request, desk.decide(request, {}), ("QC-14-01",)))
        for request in requests:
            found = planned.get(request.request_id)
            assert isinstance(found, Planned)
            assert found == Planned(request, desk.decide(request, {}), ("QC-14-01",))
            assert found.state == found.decided.status
        assert planned.get("R-8") == tabled
        assert planned.get("R-9") is None
