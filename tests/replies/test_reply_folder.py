"""Answers in a Maildir: each read once and moved to where a person sees what became of it, killed or not."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from innoveici.desk import Desk
from innoveici.errors import InputNotFound, StorageError
from innoveici.ledger import open_ledger
from innoveici.replies.reply_folder import ReplyFolder
from tests.casework.conftest import shipped_desk
from tests.notify.cases import LAC
from tests.notify.shipped import ROOT
from tests.replies.conftest import NOW, Answered, written

KILLS = int(os.environ.get("INNOVEICI_KILLS", "4"))
"""Four over twenty answers. By hand, 50 over 200."""
REPLIES = 20 if KILLS < 20 else 4 * KILLS


def maildir(path: Path, **messages: bytes) -> Path:
    for name in ("tmp", "new", "cur"):
        (path / name).mkdir(parents=True)
    for number, (name, content) in enumerate(messages.items()):
        file = path / name.replace("__", "/").replace("_S", ":2,S").replace("_T", ":2,ST")
        file.write_bytes(content)
        os.utime(file, (number, number))
    return path


def names(path: Path) -> list[str]:
    return sorted(str(file.relative_to(path)) for file in path.rglob("*") if file.is_file() and file.name[0] != "m")


def test_what_is_new_and_what_somebody_looked_at_is_read_in_the_order_it_came(tmp_path: Path) -> None:
    folder = ReplyFolder(maildir(tmp_path / "mail", cur__b_S=b"1", new__a=b"2", cur__c=b"3", cur__d_T=b"thrown away"))
    assert list(folder) == [("cur/b:2,S", b"1"), ("new/a", b"2"), ("cur/c", b"3")]


def test_what_is_done_is_seen_and_what_was_refused_is_not(tmp_path: Path) -> None:
    path = maildir(tmp_path / "mail", new__a=b"1", cur__b_S=b"2", new__c=b"3")
    folder = ReplyFolder(path)
    for name, refused in (("new/a", False), ("cur/b:2,S", True), ("new/c", True)):
        folder.settle(name, refused=refused)
    assert names(path) == [".done/cur/a:2,S", ".refused/cur/b:2,", ".refused/cur/c:2,"]
    assert (path / ".done" / "maildirfolder").exists()
    assert ((path / ".done").stat().st_mode & 0o777, list(ReplyFolder(path))) == (0o700, [])


def test_what_another_run_has_moved_is_left_to_it(tmp_path: Path) -> None:
    path = maildir(tmp_path / "mail", new__a=b"1", new__b=b"2")
    folder = ReplyFolder(path)
    read = iter(folder)
    assert next(read) == ("new/a", b"1")
    for name in ("new/a", "new/b"):
        ReplyFolder(path).settle(name, refused=False)
    folder.settle("new/a", refused=False)
    assert list(read) == []
    assert names(path) == [".done/cur/a:2,S", ".done/cur/b:2,S"]


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputNotFound, match="not a Maildir"):
        ReplyFolder(tmp_path)


def test_a_folder_that_cannot_be_changed_is_named(tmp_path: Path) -> None:
    path = maildir(tmp_path / "mail", new__a=b"1")
    (path / ".done").write_bytes(b"a file where a folder belongs")
    with pytest.raises(StorageError, match=r"\.done: "):
        ReplyFolder(path).settle("new/a", refused=False)
    assert list(ReplyFolder(path)) == [("new/a", b"1")]


def start(url: str, folder: Path) -> subprocess.Popen[str]:
    """The real command."""
    settings = {
        "INNOVEICI_LEDGER": url,
        "INNOVEICI_REGIONS": str(ROOT / "regions.yaml"),
        "INNOVEICI_ADVISORS": str(ROOT / "advisors.csv"),
        "INNOVEICI_NOW": NOW.isoformat(),
        "INNOVEICI_LANG": "en",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "innoveici", "reply", "--maildir", str(folder)],
        cwd=ROOT, env=os.environ | settings, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        encoding="utf-8",
    )  # fmt: skip


def test_killed_at_any_moment_each_of_twenty_answers_is_there_once(tmp_path: Path) -> None:
    url, path = f"sqlite:///{tmp_path / 'ledger.db'}", tmp_path / "mail"
    texts = ["Accepte", "Refuse\nTrop loin.", "Injoignable", "Peut-être", "Personne n'a appelé"]
    expected: dict[str, str] = {}
    with open_ledger(url, clock=lambda: NOW, create=True) as ledger:
        shipped: Desk = shipped_desk()
        here, messages = Answered(ledger, shipped), {}
        for number in range(REPLIES):
            id_, text = here.route(replace(LAC, request_id=f"R-{number}")), texts[number % len(texts)]
            actor = here.holder(id_, "company" if text.startswith("Personne") else "advisor")
            messages[f"new__{number:02}"] = written(
                text, here.to(id_, actor), here.address(actor), f"m-{number}@x.example"
            )
            expected[id_] = {"A": "accepted", "R": "declined", "I": "unreached", "P": "noted"}[text[0]]
            if text.startswith("Personne"):
                expected[id_] = "asked"
    maildir(path, **messages)
    random, killed = Random(7), 0
    for round_ in range(KILLS):
        process = start(url, path)
        target = REPLIES * (round_ + random.random()) / (KILLS + 1)
        while process.poll() is None and len(list((path / "new").iterdir())) > REPLIES - target:
            time.sleep(0.0005)
        time.sleep(random.uniform(0, 0.004))
        process.kill()
        process.communicate()
        killed += process.returncode == -9
    last = start(url, path)
    _out, err = last.communicate(timeout=180)
    assert last.returncode in (0, 3), err
    assert killed == KILLS
    with open_ledger(url, clock=lambda: NOW) as ledger:
        events = [event for event in ledger.events() if event.payload.get("via") == "reply"]
        caused = Counter((e.handoff_id, e.payload["message"]) for e in events if e.type != "assigned")
        assert sorted(caused.values()) == [1] * REPLIES
        assert {e.handoff_id: e.type for e in events if e.type != "assigned"} == expected
        assert ledger.verify().ok
    assert len(list((path / ".done" / "cur").iterdir())) == REPLIES
    assert not list((path / "new").iterdir())
