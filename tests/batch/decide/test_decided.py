"""Request ids of a slice's rows: those written, those derived, and none where a row is blank."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from innoveici.batch.decide.decider import Decider
from innoveici.batch.decide.fields import Fields
from innoveici.batch.read.export import open_export
from innoveici.desk import Desk
from tests.batch import samples


def test_ids_of_several_rows_are_those_of_each(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(
        "request_id,company,postal_code\n A-1 ,Scierie,J0K 2M0\n,Ferme,J0K 2M0\n,,\nA-4,,J0K 2M0\nA-5,Bois,G1R 2B5\n",
        encoding="utf-8",
    )
    decider = Decider(Desk(samples.atlas(), samples.shipped(), samples.DAY))
    with open_export(str(path)) as export:
        (block,) = export.blocks()
        decided = decider.begin(Fields(block, export.columns))
    each = [decided.id_of(row) for row in range(5)]
    assert each[0] == "A-1"
    assert each[1].startswith("R-")
    assert each[2:] == ["", "A-4", "A-5"]
    assert decided.ids_of(np.arange(5)) == each
    assert decided.ids_of(np.array([4, 1, 2])) == [each[4], each[1], each[2]]
    assert decided.ids_of(np.array([], np.int64)) == []
