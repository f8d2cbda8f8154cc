"""A small catalogue in a folder, as an office keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from innoveici.catalogue.load import load_catalogue
from innoveici.catalogue.model import Catalogue
from innoveici.directory.file_problems import DirectoryError

PLAIN: Mapping[str, str] = {
    "themes.csv": "id,name_fr,name_en,words_fr,words_en\nénergie,énergie,energy,éolien|solaire,wind|battery\n",
    "organizations.csv": "id,name_fr,helps,themes,territory\ncentre,Centre (exemple),expertise,énergie,QC\n",
    "programs.csv": "id,name_fr,operator,employees_max\naide,Aide (exemple),centre,250\n",
}


@dataclass
class Kept:
    """The files of a catalogue; ``load`` reads them with some of them written otherwise."""

    folder: Path

    def load(self, **files: str | bytes) -> Catalogue:
        for name, text in PLAIN.items():
            given = files.get(name.removesuffix(".csv"), text)
            (self.folder / name).write_bytes(given if isinstance(given, bytes) else given.encode())
        return load_catalogue(self.folder, {"crim-grand-enov"})

    def faults(self, **files: str | bytes) -> list[str]:
        with pytest.raises(DirectoryError) as raised:
            self.load(**files)
        return [str(problem).removeprefix(str(self.folder) + "/") for problem in raised.value.problems]


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)
