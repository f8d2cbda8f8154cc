"""The obvious script, as a good engineer writes it in an afternoon: pandas and pgeocode, everything vectorised.

``python benchmarks/batch_peer.py FILE.csv OUT.csv --pgeocode FOLDER``. It reads what it must not understand (encodings,
dialects), keeps no ledger, knows no capacity, absence or tie, and locates by the three characters that pgeocode has: an
area, whose county names the region where it names one, else the region of the nearest office. It is asked once for
each distinct area, never once a row. Of the other columns it takes what they say: times as UTC, addresses and numbers
that look like ones, consent; a request without consent waits.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from numpy.typing import NDArray

from innoveici.atlas.geonames import nominatim

ROOT = Path(__file__).resolve().parent.parent
EARTH_KM = 6371.0088
AREA_ERROR_KM, RURAL_ERROR_KM = 10.0, 250.0
EMAIL, PHONE = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", r"\+?1?[ .(-]*\d{3}[ .)-]*\d{3}[ .-]*\d{4}(?: (?:poste|ext\.?|x) ?\d+)?"
CODE = r"[ABCEGHJ-NPRSTVXY]\d[A-Z](?:\d[A-Z]\d)?"


def offices(advisors: Path, regions: Any, pgeocode: Any) -> pd.DataFrame:
    """Who may be picked, with the region of the first MRC each serves and the point of the area of the office."""
    region_of = {mrc: region["code"] for region in regions for mrc in region["mrc_codes"]}
    people = pd.read_csv(advisors, dtype=str, keep_default_na=False)
    people = people[people["certification"] == "attested"].reset_index(drop=True)
    people["region_code"] = people["mrc_codes"].str.split("|").str[0].map(region_of)
    points = pgeocode.query_postal_code(people["postal_code"].str[:3].to_list())
    return people.assign(latitude=points["latitude"], longitude=points["longitude"]).dropna(subset=["latitude"])


def distances_km(
    latitude: NDArray[np.float64],
    longitude: NDArray[np.float64],
    to_latitude: NDArray[np.float64],
    to_longitude: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Great circles (haversine) from each point to each other, a row a point."""
    lat, lon = np.radians(latitude)[:, None], np.radians(longitude)[:, None]
    to_lat, to_lon = np.radians(to_latitude)[None, :], np.radians(to_longitude)[None, :]
    half = np.sin((to_lat - lat) / 2) ** 2 + np.cos(lat) * np.cos(to_lat) * np.sin((to_lon - lon) / 2) ** 2
    km: NDArray[np.float64] = 2 * EARTH_KM * np.arcsin(np.sqrt(half))
    return km


def by_area(areas: list[str], people: pd.DataFrame, regions: Any, pgeocode: Any) -> pd.DataFrame:
    """Who takes each area: a row an area that pgeocode locates in Québec, by the area."""
    found = pgeocode.query_postal_code(areas)
    found = found[found["latitude"].notna() & (found["state_name"] == "Quebec")].reset_index(drop=True)
    km = distances_km(*(frame[side].to_numpy(float) for frame in (found, people) for side in ("latitude", "longitude")))
    named = found["county_name"].map({region["name"]: region["code"] for region in regions})
    nearest = people["region_code"].to_numpy()[km.argmin(axis=1)]
    region = named.where(named.notna(), pd.Series(nearest))
    elsewhere = people["region_code"].to_numpy()[None, :] != region.to_numpy()[:, None]
    first = np.where(elsewhere, np.inf, km).argmin(axis=1)
    chosen = people.iloc[first]
    erac = {region["code"]: region["eracs"][0]["id"] for region in regions}
    return pd.DataFrame(
        {
            "status": "assigned",
            "reason": "the nearest advisor of the region",
            "verdict": "area",
            "region_code": region.to_numpy(),
            "erac_id": region.map(erac).to_numpy(),
            "advisor_id": chosen["id"].to_numpy(),
            "advisor_name": chosen["name"].to_numpy(),
            "distance_km": km[np.arange(len(first)), first].round(2),
            "distance_error_km": np.where(found["postal_code"].str[1] == "0", RURAL_ERROR_KM, AREA_ERROR_KM),
        },
        index=pd.Index(found["postal_code"], name="area"),
    )


def understood(export: pd.DataFrame) -> pd.DataFrame:
    """What is understood of the columns beside the place, and what is not."""
    said = pd.DataFrame(index=export.index)
    said["received_at"] = pd.to_datetime(export["Date de réception"], errors="coerce", utc=True, format="ISO8601")
    remarks = np.where(said["received_at"].isna(), "date; ", "").astype(object)
    for header, pattern in (("Courriel", EMAIL), ("Téléphone", PHONE), ("NEQ", r"\d{10}")):
        if header in export:
            remarks += np.where(export[header].eq("") | export[header].str.fullmatch(pattern), "", f"{header}; ")
    for header in ("Secteurs d’activité", "Marchés visés"):
        if header in export:
            said[header + " (liste)"] = export[header].str.split("|").str.len()
    return said.assign(remarks=remarks)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pgeocode", type=Path, required=True, help="the folder of CA.txt")
    parser.add_argument("--regions", type=Path, default=ROOT / "regions.yaml")
    parser.add_argument("--advisors", type=Path, default=ROOT / "advisors.csv")
    chosen = parser.parse_args()
    regions = yaml.safe_load(chosen.regions.read_text(encoding="utf-8"))["regions"]
    pgeocode = nominatim("CA", chosen.pgeocode / "CA.txt")

    export = pd.read_csv(chosen.file, dtype=str, keep_default_na=False)
    code = export["Code postal"].str.upper().str.replace(" ", "", regex=False)
    fits = code.str.fullmatch(CODE)
    area = code.str[:3].where(fits, "")
    known = area.unique().tolist()
    answers = by_area([a for a in known if a], offices(chosen.advisors, regions, pgeocode), regions, pgeocode)

    said = understood(export)
    routed = pd.concat([export, answers.reindex(area).reset_index(drop=True), said], axis=1)
    routed.insert(len(export.columns), "request_id", export["No de demande"])
    nobody = routed["status"].isna()
    routed.loc[nobody, ["status", "reason", "verdict"]] = ["held", "the postal code is not known", "unknown"]
    routed.loc[~fits, ["status", "reason", "verdict"]] = ["rejected", "not a postal code", "invalid"]
    if "Consentement" in export:
        refused = routed["status"].eq("assigned") & ~export["Consentement"].str.lower().eq("oui")
        routed.loc[refused, ["status", "reason"]] = ["held", "no consent"]
    again = export.duplicated("No de demande")
    routed.loc[again, ["status", "reason"]] = ["duplicate", "already in this file"]
    routed.to_csv(chosen.out, index=False)


if __name__ == "__main__":
    main()
