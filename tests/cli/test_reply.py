"""``innoveici reply`` as a mail server, a person and cron run it: exit codes, lines, and nothing personal in them."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from innoveici.cli.reply import PASSWORD as VARIABLE
from innoveici.ledger import open_ledger
from innoveici.notify.incoming import LARGEST
from tests.cli.conftest import ROOT, Run, rows_of
from tests.notify.channels.conftest import Certificates
from tests.replies.conftest import NOW, Answered, desk, written
from tests.replies.imap_server import PASSWORD, ImapServer

Message = Callable[..., bytes]
ADVISOR = "innovation.saint-felix-de-valois@matawinie.example"


@pytest.fixture
def message(run: Run, ledger_file: Path) -> Message:
    """An answer to the letter about a request that was routed: ``message("Accepte")``."""
    run("route", "--company", "Fromagerie du Lac", "--postal-code", "J0K 2M0", "--email", "x@fromagerie.example")

    def answer(text: str, role: str = "advisor", sender: str | None = None, id_: str = "m-1@x.example") -> bytes:
        with open_ledger(f"sqlite:///{ledger_file}", clock=lambda: NOW) as ledger:
            here = Answered(ledger, desk())
            actor = here.holder("H-000001", role)
            return written(text, here.to("H-000001", actor), here.address(actor) if sender is None else sender, id_)

    return answer


def give(monkeypatch: pytest.MonkeyPatch, content: bytes) -> io.BytesIO:
    stream = io.BytesIO(content)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream, encoding="utf-8"))
    return stream


def test_an_answer_on_standard_input_is_taken_and_said_in_one_line(
    run: Run, message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, message("Accepte"))
    ran = run("reply")
    assert (ran.code, ran.out, ran.err) == (0, "H-000001 · the advisor · accepted\n", "")
    assert run("show", "H-000001", "--json").json["state"] == "accepted"


@pytest.mark.parametrize(
    ("text", "more", "code", "said"),
    [
        ("Peut-être", {}, 3, "H-000001 · the advisor: its first words are none of the answers"),
        ("Contactée", {}, 1, "H-000001 · the advisor · contacted: this step is not possible now"),
        (
            "Accepte",
            {"sender": "else@matawinie.example"},
            1,
            "H-000001 · the advisor: its sender is not at the address",
        ),
        ("Accepte" + "x" * LARGEST, {}, 1, "H-000001 · the advisor: it has more than 1000000 bytes"),
    ],
)
def test_what_was_not_taken_is_listed_without_anything_personal(
    run: Run, message: Message, tmp_path: Path, text: str, more: dict[str, str], code: int, said: str
) -> None:
    file = tmp_path / "answer.eml"
    file.write_bytes(message(text, **more))
    ran = run("reply", "answer.eml")
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith(said)
    assert len(ran.err.splitlines()) == 1
    for personal in ("@", "Fromagerie", "Peut"):
        assert personal not in ran.err


def test_the_lines_speak_french(run: Run, message: Message, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(message("Peut-être"))
    ran = run("--lang", "fr", "reply", "a.eml")
    assert ran.err == (
        "H-000001 · conseiller·ère\u00a0: ses premiers mots ne sont aucune des réponses\u00a0: "
        "il est transmis à l'ERAC comme note\n"
    )


def test_several_files_are_a_line_of_json_each_and_the_worst_decides(
    run: Run, message: Message, tmp_path: Path
) -> None:
    texts = {"taken.eml": "Accepte", "noted.eml": "Peut-être", "again.eml": "Accepte"}
    for number, (name, text) in enumerate(texts.items()):
        (tmp_path / name).write_bytes(message(text, id_=f"m-{number % 2}@x.example"))
    (tmp_path / "empty.eml").write_bytes(b"")
    ran = run("reply", "--json", *texts)
    assert ran.code == 3
    assert [(one["message"], one["outcome"], one["step"]) for one in ran.lines] == [
        ("taken.eml", "taken", "accept"), ("noted.eml", "noted", None), ("again.eml", "known", "accept"),
    ]  # fmt: skip
    assert ran.lines[0] == {
        "message": "taken.eml", "outcome": "taken", "reason": None, "reason_code": None, "handoff_id": "H-000001",
        "role": "advisor", "step": "accept", "state": "accepted", "told": [*ran.lines[0]["told"]],
    }  # fmt: skip
    assert ran.lines[1]["reason_code"] == "unclear"
    worse = run("reply", "--json", "noted.eml", "empty.eml", "again.eml")
    assert (worse.code, [one["reason_code"] for one in worse.lines]) == (1, ["known", "empty", "known"])


def test_a_note_that_no_erac_hears_of_says_where_it_is(run: Run, ledger_file: Path, tmp_path: Path) -> None:
    run("route", "--company", "Lac", "--postal-code", "GIR 2B5", "--email", "x@lac.example", "--need", "x")
    with open_ledger(f"sqlite:///{ledger_file}", clock=lambda: NOW) as ledger:
        here = Answered(ledger, desk())
        to = here.to("H-000001", here.holder("H-000001", "company"))
    (tmp_path / "a.eml").write_bytes(written("G1R 2B5", to, "x@lac.example"))
    ran = run("reply", "a.eml")
    said = "  no ERAC is in charge of it: read the note in `innoveici triage`, at H-000001"
    assert (ran.code, ran.err.splitlines()[1]) == (3, said)
    events = run("show", "H-000001", "--json").json["events"]
    assert (events[-1]["type"], events[-1]["payload"]["answer"]) == ("noted", "unclear")


@pytest.mark.parametrize("content", [b"", b"\xff" * 100, b"From: a@b.example\n\nBonjour\n", b"x" * 20_000_000])
@pytest.mark.usefixtures("message")
def test_a_mail_server_is_never_answered_by_a_failure(
    run: Run, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    stream = give(monkeypatch, content)
    ran = run("reply", "--server")
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (0, "", 1)
    assert stream.closed or stream.tell() == len(content)


def test_a_mail_server_is_asked_to_keep_what_cannot_be_written_now(
    run: Run, message: Message, ledger_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, message("Accepte"))
    monkeypatch.setenv("INNOVEICI_LEDGER", f"sqlite:///{ledger_file}.gone")
    assert run("reply", "--server").code == 75
    assert run("reply").code == 66


def test_the_mail_server_may_give_the_address(run: Run, message: Message, tmp_path: Path) -> None:
    content = message("Accepte")
    to = content.split(b"To: ")[1].split(b"\n")[0]
    (tmp_path / "a.eml").write_bytes(content.replace(to, b"reponses@innoveici.example"))
    assert run("reply", "a.eml").code == 1
    assert run("reply", "--recipient", to.decode(), "a.eml").code == 0


def test_a_maildir_is_emptied_and_run_again_says_nothing(run: Run, message: Message, tmp_path: Path) -> None:
    for name in ("tmp", "new", "cur"):
        (tmp_path / "mail" / name).mkdir(parents=True)
    (tmp_path / "mail/new/1").write_bytes(message("Accepte"))
    (tmp_path / "mail/cur/2:2,S").write_bytes(b"Subject: publicite\n\nAchetez\n")
    ran = run("reply", "--maildir", "mail")
    assert (ran.code, ran.out) == (1, "H-000001 · the advisor · accepted\n")
    assert ran.err == "cur/2:2,S: it did not come to an address that a letter gives to be answered\n"
    again = run("reply", "--maildir", "mail")
    assert (again.code, again.out, again.err) == (0, "", "")
    assert [file.name for file in (tmp_path / "mail/.done/cur").iterdir()] == ["1:2,S"]
    assert [file.name for file in (tmp_path / "mail/.refused/cur").iterdir()] == ["2:2,"]


def test_a_mailbox_is_read_with_a_password_that_stands_nowhere(
    run: Run,
    message: Message,
    tmp_path: Path,
    certificates: Certificates,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "secret"
    file.write_text(PASSWORD + "\n", "utf-8")
    file.chmod(0o600)
    messages = [message("Accepte"), b"Subject: x\r\n\r\nx", message("Accepte")]
    with ImapServer(certificates.server(), messages) as server:
        url = f"{server.url}?ca={certificates.ca}"
        ran = run("reply", "--imap", url, "--password-file", str(file), "--json")
        assert (ran.code, [one["outcome"] for one in ran.lines]) == (1, ["taken", "refused", "known"])
        assert server.flags == {101: {"\\Seen"}, 102: {"\\Seen", "\\Flagged"}, 103: {"\\Seen"}}
        monkeypatch.setenv(VARIABLE, PASSWORD)
        again = run("reply", "--imap", url)
        assert (again.code, again.out, again.err) == (0, "", "")
        monkeypatch.setenv(VARIABLE, "wrong")
        assert run("reply", "--imap", url).code == 78
    assert run("reply", "--imap", url).code == 69


def test_a_mark_that_could_not_be_made_takes_no_step_twice(
    run: Run,
    message: Message,
    ledger_file: Path,
    certificates: Certificates,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(VARIABLE, PASSWORD)
    with ImapServer(certificates.server(), [message("Injoignable")], hangs_up_on="STORE") as server:
        assert run("reply", "--imap", f"{server.url}?ca={certificates.ca}").code == 69
        server.hangs_up_on = ""
        ran = run("reply", "--imap", f"{server.url}?ca={certificates.ca}")
        assert (ran.code, ran.out) == (0, "H-000001 · the advisor · not reached: it was taken before\n")
        assert server.flags == {101: {"\\Seen"}}
    assert rows_of(ledger_file, "SELECT count(*) FROM events WHERE type = 'unreached'") == [(1,)]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("a.eml", "--maildir", "mail"), 2),
        (("--maildir", "mail", "--imap", "imaps://u@h/"), 2),
        (("--password-file", "x"), 2),
        (("--imap", "imaps://u@localhost:1/"), 2),
        (("--imap", "imaps://u@localhost:1/", "--password-file", "none"), 66),
        (("--imap", "imaps://u@localhost:1/", "--password-file", "open"), 2),
        (("--imap", "imaps://u@localhost:1/", "--password-file", "blank"), 2),
        (("--imap", "imaps://u:hush@localhost:1/"), 2),
        (("none.eml",), 66),
        ((".",), 66),
        (("--maildir", "none"), 66),
    ],
)
@pytest.mark.usefixtures("message")
def test_what_cannot_be_read_is_said_with_what_to_do(
    run: Run, tmp_path: Path, words: tuple[str, ...], code: int
) -> None:
    (tmp_path / "open").write_text("x", "utf-8")
    (tmp_path / "open").chmod(0o644)
    (tmp_path / "blank").write_text("\n", "utf-8")
    (tmp_path / "blank").chmod(0o600)
    ran = run("reply", *words)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith("innoveici: ")
    assert "hush" not in ran.err


def test_the_event_tells_of_its_way_in_the_log(run: Run, message: Message, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(message("Accepte"))
    run("reply", "a.eml")
    last = json.loads(run("log", "--json").out.splitlines()[-1])
    assert (last["type"], last["actor"], last["payload"]["via"]) == ("accepted", "advisor:QC-14-13", "reply")
    assert ADVISOR not in str(last)


def test_a_letter_is_answered_by_the_address_that_it_gives(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From regions.yaml to the letters in the Maildir, and back."""
    text = (ROOT / "regions.yaml").read_text("utf-8")
    assert '\n  replies: ""' in text
    regions = tmp_path / "regions.yaml"
    regions.write_text(text.replace('\n  replies: ""', "\n  replies: Reponses@innoveici.example"), "utf-8")
    monkeypatch.setenv("INNOVEICI_REGIONS", str(regions))
    monkeypatch.setenv("INNOVEICI_MAIL", f"maildir:{tmp_path / 'mail'}")
    run("route", "--company", "Fromagerie du Lac", "--postal-code", "J0K 2M0", "--email", "x@fromagerie.example")
    assert run("notify").code == 0
    letters = [message_from_bytes(file.read_bytes(), policy=default) for file in (tmp_path / "mail/new").iterdir()]
    for letter in letters:
        said = "Accepte" if ADVISOR in letter["To"] else "Personne n'a appelé"
        answer = EmailMessage()
        answer["From"], answer["To"], answer["Subject"] = letter["To"], letter["Reply-To"], f"Re: {letter['Subject']}"
        answer["Message-ID"] = f"<{len(said)}@x.example>"
        quoted = "".join(f"> {line}\n" for line in letter.get_body(("plain",)).get_content().splitlines())
        answer.set_content(f"{said}\n\nLe 24/11/2026 à 09:12, Avis a écrit :\n{quoted}")
        (tmp_path / f"{len(said)}.eml").write_bytes(answer.as_bytes())
    ran = run("reply", "7.eml", "19.eml")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "H-000001 · the advisor · accepted\nH-000001 · the company · asked by the company\n"
