from __future__ import annotations

import mailbox
import os
import stat
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from innoveici.errors import StorageError
from innoveici.notify.channels import open_channel
from innoveici.notify.letter import Mail
from tests.notify.channels.conftest import CONTENT, a_mail


def deliver(folder: Path, *mails: Mail) -> None:
    with open_channel(f"maildir:{folder}") as channel:
        for mail in mails:
            channel.send(mail)


def files(folder: Path) -> list[Path]:
    return [path for name in ("tmp", "new", "cur") for path in (folder / name).iterdir()]


def test_a_mail_program_finds_the_mail_and_its_envelope(tmp_path: Path) -> None:
    deliver(tmp_path / "mail", a_mail())
    with closing(mailbox.Maildir(tmp_path / "mail", create=False)) as box:
        (found,) = box
        assert found["Message-ID"] == "<7.1.abc@avis.example>"
        assert found["Return-Path"] == "<avis+7-1-f00@innoveici.example>"
        assert found["Delivered-To"] == "x@company.example"
        assert found.get_payload() == CONTENT.partition(b"\r\n\r\n")[2].decode().replace("\r\n", "\n")


def test_nothing_is_made_before_there_is_a_mail(tmp_path: Path) -> None:
    deliver(tmp_path / "mail")
    assert not (tmp_path / "mail").exists()


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    mask = os.umask(0)
    try:
        deliver(tmp_path / "mail", a_mail())
    finally:
        os.umask(mask)
    folders = [tmp_path / "mail", *(tmp_path / "mail" / name for name in ("tmp", "new", "cur"))]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    assert [stat.S_IMODE(file.stat().st_mode) for file in files(tmp_path / "mail")] == [0o600]


@pytest.mark.parametrize("flags", [None, "", ":2,", ":2,S"])
def test_what_was_delivered_before_is_not_delivered_again(tmp_path: Path, flags: str | None) -> None:
    """By this run or by another one, read in between or not."""
    with open_channel(f"maildir:{tmp_path}") as channel:
        channel.send(made_again("before", "12"))
        (file,) = files(tmp_path)
        if flags is not None:
            file = file.rename(tmp_path / "cur" / (file.name + flags))
        channel.send(made_again("later", "999"))
        deliver(tmp_path, made_again("later still", "1000"))
    assert files(tmp_path) == [file]
    assert b"later" not in file.read_bytes()


def made_again(date: str, head: str) -> Mail:
    """The same letter at another time: its date, and the head in its footer, which may break lines elsewhere."""
    digits = "5f2c" * 16
    footer = f"registre {head[:2]}=\r\n{head[2:]}:{digits[:30]}=\r\n{digits[30:]}\r\nfin\r\n"
    dated = CONTENT.replace(b"Subject: ", f"Date: {date}\r\nSubject: ".encode())
    return replace(a_mail(), content=dated.replace(b"fin\r\n", footer.encode()))


def test_what_says_something_else_under_the_same_id_is_another_mail(tmp_path: Path) -> None:
    """As after a restored backup, or for what is left of a letter that was sent in part: never \"sent\" and nowhere."""
    other = replace(a_mail(), content=CONTENT.replace(b"fin", b"autre fin"))
    for _ in range(2):
        deliver(tmp_path, a_mail(), other)
    assert sorted(b"autre fin" in file.read_bytes() for file in files(tmp_path)) == [False, True]


def test_another_message_id_is_another_mail(tmp_path: Path) -> None:
    ids = ["<7.1.abc@avis.example>", "<7.10.abc@avis.example>", "<7:1@a>", "<7/1@a>", "<7%3A1@a>", "<..@a>"]
    deliver(tmp_path, *(replace(a_mail(), message_id=id_) for id_ in ids))
    assert len(files(tmp_path)) == len(ids)
    assert all(file.parent.name == "new" for file in files(tmp_path))


def test_what_a_killed_run_left_aside_is_taken_up_again(tmp_path: Path) -> None:
    deliver(tmp_path, a_mail())
    (file,) = files(tmp_path)
    file.replace(tmp_path / "tmp" / file.name).write_bytes(b"half a ma" * 1000)
    deliver(tmp_path, a_mail())
    (whole,) = files(tmp_path)
    assert whole == file
    assert whole.read_bytes().endswith(b"\nfin\n")


def test_a_folder_that_cannot_be_made_is_said_as_such(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="a part of the path is not a folder") as said:
        deliver(tmp_path / "file" / "mail", a_mail())
    assert said.value.exit_code == 74
    assert said.value.remedy is not None


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    """``/dev/full`` stands in for the file: every byte written to it is one too many."""
    deliver(tmp_path, a_mail())
    (file,) = files(tmp_path)
    file.unlink()
    (tmp_path / "tmp" / file.name).symlink_to("/dev/full")
    with pytest.raises(StorageError, match="the disk is full"):
        deliver(tmp_path, a_mail())
    assert files(tmp_path) == []
    deliver(tmp_path, a_mail())
    assert files(tmp_path) == [file]
