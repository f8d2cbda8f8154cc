"""Other work is done while the other side thinks, and no longer than that."""

from __future__ import annotations

import socket

from innoveici.notify.channels.network import work_until_answered


def test_all_of_the_work_is_done_before_a_late_answer() -> None:
    done: list[int] = []

    def meanwhile() -> bool:
        done.append(len(done))
        return len(done) < 5

    ours, theirs = socket.socketpair()
    with ours, theirs:
        work_until_answered(ours, meanwhile)
    assert len(done) == 5


def test_an_answer_puts_off_what_is_left() -> None:
    done: list[int] = []
    ours, theirs = socket.socketpair()

    def meanwhile() -> bool:
        done.append(len(done))
        if len(done) == 3:
            theirs.send(b"250 OK\r\n")
        return True

    with ours, theirs:
        work_until_answered(ours, meanwhile)
        assert len(done) == 3
        assert ours.recv(100) == b"250 OK\r\n"
