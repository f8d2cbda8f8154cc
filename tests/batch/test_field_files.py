"""Files as people's programs write them, each kind twice, through the command: what must come of every one.

The acceptance table of what is proved in detail beside each module. Names and addresses are invented.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.batch.workbooks import Cell, Formula, write_binary_workbook, write_open_document, write_workbook
from tests.cli import conftest as command_line
from tests.cli.conftest import Run, rows_of

run, ledger_file = command_line.run, command_line.ledger_file
_each_directory_once = command_line._each_directory_once
_each_signature_once = command_line._each_signature_once

Content = str | bytes | Callable[[Path], object]
Grid = Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Case:
    """``files``: name and content of each, one after the other into one ledger; what follows is said of the last.

    ``code``: how it ends; ``rows``: a status each; ``said``: what stderr says, ``unsaid`` what it does not; ``why``:
    what the reasons of the rows say, together; ``remarks``: of each row its fields with one, where any has;
    ``request``: of the first row, some of what is kept; ``recorded``: requests in the ledger, of earlier files too;
    ``partners``: every row has the partnerships that the first has, and it has some.
    """

    kind: str
    files: Sequence[tuple[str, Content]]
    code: int = 0
    rows: str = ""
    said: Sequence[str] = ()
    unsaid: Sequence[str] = ()
    why: Sequence[str] = ()
    remarks: Sequence[str] = ()
    request: Mapping[str, object] = field(default_factory=dict)
    options: Sequence[str] = ()
    recorded: int | None = None
    partners: bool = False


def csv(*lines: str, name: str = "e.csv", encoding: str = "utf-8", end: str = "\n") -> tuple[str, Content]:
    return name, (end.join(lines) + end).encode(encoding)


def column(header: str, *cells: str) -> tuple[str, Content]:
    """A company a cell, all at one place."""
    return csv(header, *(f"M{number};J0K 2M0;{cell}" for number, cell in enumerate(cells)))


def xlsx(rows: Grid, **more: Any) -> tuple[str, Content]:
    return "e.xlsx", lambda path: write_workbook(path, {"Demandes": rows}, **more)


def ods(rows: Grid, **more: Any) -> tuple[str, Content]:
    return "e.ods", lambda path: write_open_document(path, rows, **more)


def zipped(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("_", "."), text)
    return buffer.getvalue()


def encrypted(path: Path) -> None:
    """What a password makes of a workbook: an OLE container with that stream."""
    name = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + name + bytes(96))


BEECH, CEDAR = "Moulin Hêtre", "Atelier Cèdre"
TWICE = BEECH.encode().decode("cp1252")
ONE = "Moulin;J0K 2M0"
HEAD = "Entreprise;Code postal"
ID_HEAD = "No de demande;Entreprise;Code postal"
GRID: Grid = [["Entreprise", "Code postal", "Courriel"], ["Moulin", "J0K 2M0", "m@moulin.example"]]
PLAIN = "Company,Postal code\nMill,J0K 2M0\n"
STRAY = f"{ID_HEAD};Besoin\nK-1;{BEECH};J0K 2M0;Séchage à façon\nK-2;Forge;G1R 2B5;".encode() + b"For\xeat\n"

CASES = [
    # A header met again.
    Case(
        "header again",
        [csv(ID_HEAD, f"K-1;{ONE}", ID_HEAD, f"K-2;{ONE}")],
        rows="assigned blank assigned",
        said=["1 row is the header again: no request"],
    ),
    Case(
        "header again, in the other language and by tabs",
        [
            csv(
                "Request no\tCompany\tZIP",
                "K-1\tMill\tJ0K 2M0",
                "No de demande\tEntreprise\tCP",
                "REQUEST NO\tCOMPANY\tZIP",
            )
        ],
        rows="assigned blank blank",
        said=["2 rows are the header again"],
    ),
    # What nobody sees.
    Case(
        "a mark in the middle",
        [csv(HEAD, f"{BEECH};J0K 2M0", f"\ufeff{CEDAR};G1R 2B5"), csv(HEAD, f"{BEECH};J0K 2M0", f"{CEDAR};G1R 2B5")],
        rows="duplicate duplicate",
        recorded=2,
    ),
    Case(
        "soft hyphens and word joiners",
        [
            csv("Company,Postal code,City", "Mo\u00adulin,J0K\u20602M0,Saint-\u00adFélix-de-\u00adValois"),
            csv("Company,Postal code,City", "Moulin,J0K 2M0,Saint-Félix-de-Valois"),
        ],
        rows="duplicate",
        recorded=1,
    ),
    Case(
        "an invisible sign in an id",
        [csv(ID_HEAD, f"K-1;{ONE}", f"\ufeffK-2;{ONE}")],
        code=3,
        rows="assigned rejected",
        why=["“No de demande” holds the invisible character U+FEFF"],
    ),
    Case(
        "an invisible sign inside an id, and one alone",
        [csv("ID,Company,ZIP", "K\u200b-1,Mill,J0K 2M0", "\u200b,Oak,J0K 2M0")],
        code=3,
        rows="rejected assigned",
        why=["“ID” holds the invisible character U+200B"],
    ),
    Case(
        "zero-width spaces",
        [csv(f"{HEAD};Courriel", "Moulin\u200b;J0K\u200b 2M0;m@moulin.example\u200b")],
        rows="assigned",
        request={"company": "Moulin", "postal_code": "J0K 2M0", "email": "m@moulin.example"},
    ),
    Case(
        "a cell and a row of nothing else",
        [csv(HEAD, "\u2060;J0K 2M0", "\u200b;\u00ad", f"{ONE}")],
        code=3,
        rows="rejected blank assigned",
        why=["“Entreprise” is required"],
    ),
    # Workbooks.
    Case(
        "hidden rows",
        [xlsx([*GRID, ["Forge", "G1R 2B5"]], hidden_rows=[3])],
        rows="assigned assigned",
        said=["1 row that the sheet hides was read too"],
    ),
    Case(
        "hidden column in .ods",
        [ods(GRID, hidden_columns=[3])],
        rows="assigned",
        said=["columns that the sheet hides were read too: Courriel"],
    ),
    Case(
        "formula without its value",
        [xlsx([GRID[0], ["Moulin", "J0K 2M0", Formula("LOWER(A2)")]])],
        code=3,
        rows="rejected",
        why=["the cell Courriel holds a formula without its value"],
        recorded=0,
    ),
    Case(
        "formula in .ods, as a code",
        [ods([GRID[0], ["Moulin", Formula("X1")], *GRID[1:]])],
        code=3,
        rows="rejected assigned",
        why=["the cell Code postal holds a formula without its value"],
    ),
    Case(
        "formula as an id",
        [xlsx([["ID", "Company", "ZIP"], [Formula("X1"), "Mill", "J0K 2M0"]])],
        code=3,
        rows="rejected",
        why=["the cell ID holds a formula without its value"],
        recorded=0,
    ),
    Case(
        "formula as consent",
        [xlsx([["Company", "ZIP", "Consent"], ["M", "J0K 2M0", Formula("X1")]])],
        code=3,
        rows="rejected",
        why=["the cell Consent holds"],
        recorded=0,
    ),
    Case(
        "company made a date",
        [xlsx([GRID[0], [date(2026, 5, 1), "J0K 2M0"], [True, "J0K 2M0"]])],
        code=3,
        rows="rejected rejected",
        why=["made a date of what was typed in the cell Entreprise", "made TRUE of"],
    ),
    Case(
        "TRUE in .ods",
        [ods([GRID[0], [True, "J0K 2M0"], [1984, "J0K 2M0"]])],
        code=3,
        rows="rejected assigned",
        why=["made TRUE of what was typed in the cell Entreprise"],
    ),
    # Kinds of file.
    Case(
        "HTML",
        [("e.xls", "<html><body><table><tr><td>Entreprise</td></tr></table></body></html>")],
        code=65,
        said=["is a web page (HTML)", "save it as .xlsx"],
    ),
    Case("HTML as .csv", [("e.csv", "<!DOCTYPE html>\n<table></table>")], code=65, said=["is a web page (HTML)"]),
    Case(
        "XML of 2003",
        [("e.xls", '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>')],
        code=65,
        said=["is an “XML Spreadsheet 2003”", "save it as .xlsx"],
    ),
    Case("another XML", [("e.csv", '<?xml version="1.0"?><demandes/>')], code=65, said=["XML file", "give a CSV"]),
    Case(
        "a broken .xlsb",
        [("e.xlsb", lambda to: to.write_bytes(zipped(xl_bin="\x83\x01")))],
        code=65,
        said=["e.xlsb"],
        recorded=0,
    ),
    Case("a real .xlsb", [("e.xlsb", lambda to: write_binary_workbook(to, GRID))], rows="assigned"),
    Case("one table in a zip", [("e.csv.zip", zipped(reponses_csv=f"{HEAD}\n{ONE}\n"))], rows="assigned"),
    Case(
        "two in a zip",
        [("e.zip", zipped(a_csv=PLAIN, b_csv=PLAIN))],
        code=65,
        said=["holds 2 files", "give its files one by one"],
    ),
    Case(
        "JSON lines", [("e.jsonl", '{"company": "M"}\n{"company": "N"}\n')], code=65, said=["is JSON", "route --from"]
    ),
    Case("JSON as .csv", [("e.csv", '[{"company": "M"}]')], code=65, said=["is JSON, not a table"]),
    Case("a password", [("e.xlsx", encrypted)], code=65, said=["protected by a password", "save it without one"]),
    # Countries, languages, consents.
    Case(
        "provinces as country",
        [column(f"{HEAD};Pays", "QC", "PQ", "Québec", "CAN", "Canada ")],
        rows="assigned " * 5,
        remarks=["country", "country", "country", "", ""],
        why=["remark: “Pays” is a province"],
        said=["a province, read as Canada"],
    ),
    Case(
        "a province in other words",
        [
            csv(
                "Company,Postal code,Country",
                "M,J0K 2M0,Province of Quebec",
                'N,J0K 2M0,"Québec, Canada"',
                "O,M5V 2T6,QC",
            )
        ],
        code=3,
        rows="assigned assigned held",
        unsaid=["outside Canada"],
    ),
    Case(
        "languages",
        [column(f"{HEAD};Langue", "fr-CA", "FR_CA", "en-ca", "F", "Bilingue")],
        rows="assigned " * 5,
        remarks=["", "", "", "", "language"],
        request={"language": "fr"},
    ),
    Case(
        "languages in English words",
        [
            csv(
                "Company,Postal code,Language",
                "M,J0K 2M0,English (Canada)",
                "N,J0K 2M0,French / Français",
                "O,J0K 2M0,Klingon",
            )
        ],
        rows="assigned " * 3,
        remarks=["", "", "language"],
        request={"language": "en"},
    ),
    Case(
        "consents",
        [column(f"{HEAD};Consentement", "X", "J'accepte", "VRAI", "Coché", "Non")],
        code=3,
        rows="assigned assigned assigned assigned held",
        why=["did not consent"],
    ),
    Case(
        "a consent to something else",
        [
            csv(
                "Company,Postal code,Consent",
                "M,J0K 2M0,J'accepte les conditions",
                "N,J0K 2M0,I agree",
                "O,J0K 2M0,maybe",
            )
        ],
        code=3,
        rows="held assigned held",
        why=["neither yes nor no"],
        said=["2 held: the consent is neither yes nor no"],
    ),
    # Forms and systems.
    Case(
        "Google's times",
        [
            csv(
                '"Horodateur","Entreprise","Code postal"',
                '"2026/11/20 9:12:45 AM UTC-5","M","J0K 2M0"',
                '"2026/11/20 2:05 PM HNE","N","J0K 2M0"',
            )
        ],
        rows="assigned assigned",
        remarks=["", ""],
        request={"received_at": "2026-11-20T14:12:45+00:00"},
    ),
    Case(
        "summer times",
        [
            csv(
                "Timestamp,Company,Postal code",
                "2026/07/20 2:05:01 PM HAE,M,J0K 2M0",
                "2026/07/20 9:12:45 AM UTC−4,N,J0K 2M0",
            )
        ],
        rows="assigned assigned",
        remarks=["", ""],
        request={"received_at": "2026-07-20T18:05:01+00:00"},
    ),
    Case(
        "a form's repeated columns",
        [csv("Company,Postal code,Other,Submit Date (UTC),Other", "Mill,J0K 2M0,,2026-11-20 14:02:11,x")],
        rows="assigned",
        said=["columns carried along, not used: Other, Other"],
        request={"received_at": "2026-11-20T14:02:11+00:00"},
    ),
    Case(
        "repeated columns that are a field",
        [csv(f"{HEAD};Courriel;Courriel", f"{ONE};;")],
        code=65,
        said=["“Courriel” is there twice"],
    ),
    Case(
        "a nameless column",
        [csv(",Company,Postal code", "0,Mill,J0K 2M0")],
        rows="assigned",
        said=["carried along, not used: (no name)"],
    ),
    Case("several nameless columns", [csv(";Entreprise;;Code postal;;", "0;Moulin;a;J0K 2M0;;")], rows="assigned"),
    Case(
        "HubSpot",
        [
            csv(
                "Record ID,Company name,Postal Code,State/Region,Country/Region,Email,Create Date,Preferred language",
                "7,Mill,J0K 2M0,Quebec,Canada,m@mill.example,2026-11-20 09:02,fr-ca",
            )
        ],
        rows="assigned",
        request={"request_id": "7", "language": "fr", "email": "m@mill.example"},
    ),
    Case(
        "Dynamics",
        [
            csv(
                "(Do Not Modify) Account,Account Name,Address 1: ZIP/Postal Code,Address 1: City,Main Phone",
                "7,Mill,J0K 2M0,Saint-Félix-de-Valois,418 555-0101",
            )
        ],
        rows="assigned",
        request={"company": "Mill", "postal_code": "J0K 2M0", "request_id": "7"},
    ),
    Case(
        "the questions of a form",
        [
            csv(
                "Id,Heure de fin,Nom de votre entreprise,Quel est votre code postal ?,Votre courriel",
                "7,2026-11-20 9:04,Moulin,J0K 2M0,m@moulin.example",
            )
        ],
        rows="assigned",
        request={"company": "Moulin", "email": "m@moulin.example"},
    ),
    Case(
        "a question of consent",
        [csv("Company,Postal code,Do you agree that your information may be shared?", "Mill,J0K 2M0,No")],
        code=65,
        said=["--map consent=-"],
        recorded=0,
    ),
    # Encodings.
    Case(
        "encoded twice",
        [csv(ID_HEAD, f"K-1;{TWICE};J0K 2M0")],
        code=3,
        rows="rejected",
        why=["it looks encoded twice"],
        unsaid=[TWICE],
        recorded=0,
    ),
    Case(
        "encoded twice, elsewhere in the row",
        [csv("ID,Company,Postal code,Need", f"K-1,Mill,J0K 2M0,{TWICE}", "K-2,Mill,J0K 2M0,x")],
        code=3,
        rows="rejected assigned",
        why=["“Need” holds"],
        recorded=1,
    ),
    Case(
        "an old Mac's",
        [csv(f"{ID_HEAD};Municipalité", "K-1;Crémerie;J0K 2M0;Saint-Félix-de-Valois", encoding="mac-roman")],
        code=65,
        said=["--encoding mac-roman"],
        recorded=0,
    ),
    Case(
        "an old Mac's, in the companies",
        [csv(f"{HEAD}", f"{BEECH};J0K 2M0", f"{CEDAR};G1R 2B5", encoding="mac-roman")],
        code=65,
        said=["--encoding mac-roman"],
        recorded=0,
    ),
    Case(
        "an old Mac's, said",
        [csv(HEAD, f"{BEECH};J0K 2M0", encoding="mac-roman")],
        rows="assigned",
        options=["--encoding", "mac-roman"],
        request={"company": BEECH},
    ),
    Case("a stray byte", [("e.csv", STRAY)], code=65, said=["e.csv:3", "0xEA"], recorded=0),
    Case(
        "a stray byte, mended",
        [("e.csv", STRAY), ("f.csv", STRAY.replace(b"\xea", "ê".encode()))],
        rows="assigned assigned",
        recorded=2,
    ),
    Case(
        "cut in a character",
        [("e.csv", STRAY[:-4] + "ê".encode()[:1])],
        code=65,
        said=["ends in the middle of a character"],
        recorded=0,
    ),
    # Lists.
    Case(
        "lists",
        [
            csv(
                f"{HEAD};Secteurs;Marchés",
                "M;H2X 1Y4;Santé|Intelligence artificielle;FR-GES",
                'N;H2X 1Y4;"Santé;#Intelligence artificielle";FR-GES',
                'O;H2X 1Y4;"[""Santé"",""IA""]";"FR-GES, CA-QC"',
                'P;H2X 1Y4;"Santé\nIntelligence artificielle";FR-GES',
                "Q;H2X 1Y4;Santé, IA;FR-GES",
            )
        ],
        rows="assigned " * 5,
        remarks=[""] * 5,
        partners=True,
    ),
    Case(
        "a word that is not known",
        [
            csv(
                "Company,Postal code,Sectors,Markets",
                'M,H2X 1Y4,";#Health;#Telepathy;#",FR-GES',
                "N,H2X 1Y4,AI,Germany|Atlantis",
            )
        ],
        rows="assigned assigned",
        remarks=["sectors", "markets"],
        said=["a word is not known"],
    ),
    # Numbers and moments.
    Case(
        "no NEQ",
        [csv(f"{HEAD};NEQ", "M;J0K 2M0;1,14E+09", "N;J0K 2M0;1.14E+09", "O;J0K 2M0;123")],
        rows="assigned " * 3,
        remarks=["neq"] * 3,
        said=["3 remarks (enterprise number)"],
    ),
    Case(
        "a NEQ among none",
        [csv("Company,Postal code,NEQ", "M,J0K 2M0,1 140 000 000", "N,J0K 2M0,9912345678")],
        rows="assigned assigned",
        remarks=["", "neq"],
    ),
    Case(
        "days that cannot be",
        [column(f"{HEAD};Reçu le", "2062-11-20", "1899-12-30", "0206-11-20", "1900-01-01")],
        rows="assigned " * 4,
        remarks=["received_at"] * 4,
        said=["cannot have come in on that day"],
    ),
    Case(
        "other days that cannot be",
        [
            csv(
                "Company,Postal code,Received at",
                "M,J0K 2M0,12/31/2206",
                "N,J0K 2M0,31/11/2026",
                "O,J0K 2M0,01/02/2026",
                "P,J0K 2M0,2026-11-20 24:00",
            )
        ],
        rows="assigned " * 4,
        remarks=["received_at"] * 3 + [""],
    ),
    # Headers.
    Case("a header on two lines", [csv(HEAD, "Company name;Postal code", ONE, end="\r\n")], rows="blank assigned"),
    Case(
        "a header on two lines, English first",
        [csv("Company,ZIP,Email", "Entreprise,CP,Courriel", "M,J0K 2M0,m@m.example")],
        rows="blank assigned",
    ),
    Case(
        "a header in two languages",
        [csv("Entreprise / Company;Code postal / Postal code;Courriel | E-mail", "M;J0K 2M0;m@m.example")],
        rows="assigned",
        request={"email": "m@m.example"},
    ),
    Case(
        "two languages in one cell",
        [csv('"Nom de l\'entreprise\nCompany name","Code postal (Postal code)"', "Mill,J0K 2M0")],
        rows="assigned",
        request={"company": "Mill"},
    ),
    Case(
        "an advisor's address",
        [csv(f"{HEAD};Courriel de l'entreprise;Courriel (conseiller)", f"{ONE};m@moulin.example;c@erac.example")],
        rows="assigned",
        request={"email": "m@moulin.example"},
        said=["not used: Courriel (conseiller)"],
    ),
    Case(
        "an advisor's address alone",
        [csv("Company,Postal code,E-mail (advisor)", "Mill,J0K 2M0,c@erac.example")],
        rows="assigned",
        request={"email": ""},
        said=["“E-mail (advisor)” is not taken for e-mail"],
    ),
    Case(
        "an old code",
        [csv("Entreprise;Code postal (ancien);Nouveau code postal", "Moulin;H7C 1X4;J0K 2M0")],
        rows="assigned",
        request={"postal_code": "J0K 2M0"},
    ),
    Case(
        "an old code alone",
        [csv("Company,Former postal code", "Mill,H7C 1X4")],
        code=65,
        said=["“Former postal code” may be it"],
        recorded=0,
    ),
    # What stands after the end.
    Case("a tail of NUL", [("e.csv", f"{HEAD}\r\n{ONE}\r\n".encode() + bytes(4096))], rows="assigned", recorded=1),
    Case(
        "a tail of NUL without a line's end",
        [("e.csv", PLAIN.rstrip().encode() + bytes(512))],
        rows="assigned",
        recorded=1,
    ),
    Case("Ctrl-Z", [("e.csv", f"{HEAD}\r\n{ONE}\r\n\x1a")], rows="assigned", recorded=1),
    Case("Ctrl-Z and NUL", [("e.csv", PLAIN.encode() + b"\x1a" + bytes(127))], rows="assigned", recorded=1),
    # Ids.
    Case(
        "ids that differ in case",
        [csv(ID_HEAD, f"kl-12;{ONE}", f"KL-12;{ONE}", f"kl-12 ;{ONE}")],
        rows="assigned assigned duplicate",
        said=["KL-12 is perhaps the same request as kl-12"],
    ),
    Case(
        "ids that differ in case, from two files",
        [csv(ID_HEAD, f"a1;{ONE}"), csv("ID,Company,Postal code", "A1,Mill,J0K 2M0")],
        rows="assigned",
        said=["A1 is perhaps the same request as a1 (H-000001)"],
    ),
    Case(
        "ids that lost their zeros",
        [csv(ID_HEAD, f"0045;{ONE}"), csv(ID_HEAD, f"45;{ONE}")],
        rows="assigned",
        said=["45 is perhaps the same request as 0045 (H-000001)"],
        recorded=2,
    ),
    Case(
        "ids that lost their zeros in a workbook",
        [csv(ID_HEAD, f"007;{ONE}"), xlsx([["ID", "Company", "ZIP"], [7, "Mill", "J0K 2M0"]])],
        rows="assigned",
        said=["7 is perhaps the same request as 007 (H-000001)"],
    ),
    # Cells.
    Case(
        "a code among words, and two",
        [csv(HEAD, "M;J6W 3E5 (usine)", "N;J0K 2M0 / G1R 2B5")],
        code=3,
        rows="assigned rejected",
        why=["holds several postal codes: J0K 2M0, G1R 2B5"],
    ),
    Case(
        "no code but a municipality",
        [csv("Company,Postal code,City", "M,,Saint-\u00adFélix-de-Valois", "N,,Nowhere-at-all")],
        code=3,
        rows="assigned held",
    ),
    Case(
        "optional cells",
        [
            csv(
                f"{HEAD};Courriel;Téléphone",
                "M;J0K 2M0;à venir;appelez",
                "N;J0K 2M0;a@m.example, b@m.example;418 555-0101",
            )
        ],
        rows="assigned assigned",
        remarks=["email phone", "email"],
        unsaid=["venir", "appelez"],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_what_comes_of_a_file_of_the_field(run: Run, case: Case, tmp_path: Path, ledger_file: Path) -> None:
    for name, content in case.files:
        path = tmp_path / name
        if callable(content):
            content(path)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        ran = run("batch", name, "--json", *case.options)
    assert ran.code == case.code, ran.err
    assert [row["status"] for row in ran.lines] == case.rows.split(), ran.err
    told, reasons = " ".join(ran.err.split()), " ".join(row["reason"] or "" for row in ran.lines)
    assert [words for words in case.said if words not in told] == [], told
    assert [words for words in case.unsaid if words in told + reasons] == []
    assert [words for words in case.why if words not in reasons] == [], reasons
    if case.remarks:
        fields = [" ".join(remark["field"] for remark in row["remarks"]) for row in ran.lines]
        assert fields == list(case.remarks)
    if case.request:
        kept = run("show", ran.lines[0]["request_id"], "--json").json
        kept = {**kept["events"][0]["payload"], **kept["request"], "request_id": kept["request_id"]}
        assert {name: kept.get(name, "") for name in case.request} == case.request
    if case.partners:
        fits = [[fit["id"] for fit in row["partnerships"]] for row in ran.lines]
        assert fits[0]
        assert fits == [fits[0]] * len(fits)
    if case.recorded is not None:
        count = "SELECT count(DISTINCT request_id) FROM events"
        assert (rows_of(ledger_file, count) if ledger_file.exists() else [(0,)]) == [(case.recorded,)]
