"""Help: commands under what people do, and on each page an example that works as it stands."""

from __future__ import annotations

import io
import re
import shlex
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from innoveici.catalogue import page_check
from innoveici.catalogue.page_check import PageAnswer, Verdict
from innoveici.cli.app import TASKS, build
from innoveici.cli.main import main
from innoveici.ledger import open_ledger
from innoveici.messages import LANGUAGES, Language, Message, speaking
from tests.atlas.test_update import CANADA, zipped
from tests.cli.conftest import ROOT, Run
from tests.replies.conftest import NOW, Answered, desk, written

WIDTH = 78
"""An example that is longer breaks in a window of 80 columns."""
ADVISOR, BY = "QC-14-13", ("--by", "person:lucie")
REQUESTS = "Company,Postal code,Need\nLake Dairy,J0K 2M0,Automated ripening\nLaval Workshop,H7C 1X4,Machine vision\n"


def pages() -> Iterator[tuple[str, Any]]:
    """Every help page: the words that lead to it, and its command."""

    def under(words: str, command: Any) -> Iterator[tuple[str, Any]]:
        yield words, command
        for name, inner in getattr(command, "commands", {}).items():
            yield from under(f"{words} {name}".strip(), inner)

    return under("", build())


def examples(language: Language) -> list[tuple[str, str]]:
    """The pages and their examples, as a reader of this language sees them."""
    with speaking(language):
        return [
            (words, line)
            for words, command in pages()
            for line in (command.epilog or "").splitlines()
            if line.startswith("innoveici ")
        ]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a ledger of seven requests in several states, a backup of it, an answer to a letter, and files that
    examples name."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copy(ROOT / "advisors.csv", folder)
    shutil.copytree(ROOT / "catalogue", folder / "catalogue")
    for name in ("programs", "organizations"):
        shutil.copy(folder / "catalogue" / f"{name}.csv", folder / f"corrected-{name}.csv")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings(folder).items():
            patch.setenv(name, value)
        patch.chdir(folder)

        def run(*words: str) -> None:
            assert main(words) in (0, 3), words

        request = ("route", "--company", "Pine Sawmill", "--postal-code", "J0K 2M0")
        Path("backups").mkdir()
        with patch.context() as earlier:  # what it had not sent by then is nobody's news any more
            earlier.setenv("INNOVEICI_NOW", "2026-09-01T09:30:00-05:00")
            run("--ledger", "other.db", *request)
            run("--ledger", "other.db", "notify")
            run("--ledger", "other.db", "backup", "backups/ledger-2026-11-21.db")
        codes = ("J0K 2M0", "J0K 2M0", "J0K", "J0K 2M0", "J0K 2M0")
        rows = [f"Company {number},{code},A need" for number, code in enumerate(codes)]
        Path("first.csv").write_text("\n".join(["Company,Postal code,Need", *rows, ""]), encoding="utf-8")
        run("batch", "first.csv")
        Path("second.csv").write_text("Company,Postal code,Need\nCider House,H7C 1X4,A need\n", encoding="utf-8")
        run("batch", "second.csv")
        for handoff in ("H-000003", "H-000007", "H-000009"):
            run("accept", handoff, *BY)
        run("contact", "H-000007", *BY)
        run("contact", "H-000009", *BY)
        run("close", "H-000009", "--outcome", "served", *BY)
        run("route", "--company", "Brewery", "--postal-code", "67000", "--country", "FR", "--market", "CA-QC")
    for name in ("requests.csv", "demandes.csv"):
        (folder / name).write_text(REQUESTS, encoding="utf-8")
    (folder / "CA.zip").write_bytes(zipped(CA=CANADA))
    with open_ledger(f"sqlite:///{folder / 'ledger.db'}", clock=lambda: NOW) as ledger:
        here = Answered(ledger, desk())
        advisor = here.holder("H-000001", "advisor")
        answer = written("Accepte", here.to("H-000001", advisor), here.address(advisor))
    (folder / "answer.eml").write_bytes(answer)
    (folder / "message.eml").write_text("Subject: Out of office\n\nUntil Monday.\n", encoding="utf-8")
    return folder


def settings(folder: Path) -> dict[str, str]:
    return {
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder / "data"),
        "INNOVEICI_REGIONS": str(ROOT / "regions.yaml"),
        "INNOVEICI_ADVISORS": str(folder / "advisors.csv"),
        "INNOVEICI_CATALOGUE": str(folder / "catalogue"),
        "INNOVEICI_LEDGER": f"sqlite:///{folder / 'ledger.db'}",
        "INNOVEICI_MAIL": f"maildir:{folder / 'mail'}",
        "INNOVEICI_NOW": "2026-11-21T09:30:00-05:00",
    }


def there(addresses: Iterable[str]) -> Iterator[PageAnswer]:
    """Every page answers; nobody is asked."""
    return (PageAnswer(address, Verdict.OK, Message("there"), 200) for address in addresses)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_of_every_page_works_as_it_stands(
    language: Language, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("innoveici.triage.triage_app.TriageApp.run", lambda _screen: None)
    monkeypatch.setattr("uvicorn.run", lambda _app, **_options: None)
    monkeypatch.setattr(page_check, "ask_all", there)
    found: dict[str, tuple[int, str]] = {}
    for number, command in enumerate(dict.fromkeys(command for _page, command in examples(language))):
        folder = tmp_path / str(number)
        shutil.copytree(demo, folder)
        for name, value in (settings(folder) | {"INNOVEICI_LANG": language}).items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(folder)
        if "B-" in command:
            main(["batch", "list", "--json"])
            command = re.sub(r"B-[0-9a-f]+", re.findall(r"B-[0-9a-f]+", capsys.readouterr().out)[-1], command)
        line, _, file = command.partition(" < ")
        given = io.TextIOWrapper(io.BytesIO(Path(file).read_bytes())) if file else Terminal()
        with monkeypatch.context() as streams:
            streams.setattr(sys, "stdin", given)
            if "triage" in command:
                streams.setattr(sys, "stderr", Terminal())
            code = main(shlex.split(line)[1:])
        found[command] = (code, capsys.readouterr().err)
    assert {command: said for command, said in found.items() if said[0] != 0} == {}
    assert len(found) > 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_ends_with_an_example_of_its_own_command(language: Language) -> None:
    ending = dict(examples(language))
    assert [page for page, _command in pages() if page not in ending] == []
    own = dict(reversed(examples(language)))
    assert [page for page, command in own.items() if not command.startswith(f"innoveici {page}".strip())] == []
    assert [command for command in ending.values() if len(command) > WIDTH] == []


@pytest.mark.parametrize(
    ("language", "tasks"),
    [
        ("fr", ["Acheminer", "Suivre et décider", "Avertir", "Orienter", "Rendre compte", "Administrer"]),
        ("en", ["Route", "Follow and decide", "Notify", "Orient", "Account for", "Administer"]),
    ],
)
def test_help_groups_the_commands_by_what_people_do(run: Run, language: str, tasks: list[str]) -> None:
    said = run("--lang", language, "--help").out
    assert re.findall(r"╭─ (.+?) ─", said)[1:] == tasks
    assert re.findall(r"^│ (\w+(?: \w+)?)  ", said, re.MULTILINE)[:4] == ["route", "batch", "batch list", "batch undo"]


def test_every_command_is_under_one_task() -> None:
    named = [command for commands in TASKS.values() for command in commands]
    assert sorted(named) == sorted(set(named))
    assert {name.partition(" ")[0] for name in build().commands} == set(named)
