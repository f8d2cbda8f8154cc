"""The benchmark of notify compares runs that sent the same mails."""

from __future__ import annotations

import re

from tests.benchmarks.test_batch import run


def test_both_send_every_mail() -> None:
    """The script itself refuses a run that left anything."""
    said = run("notify.py", "--quick", "--requests", 5)
    assert said.startswith("10 messages from 5 requests")
    assert re.search(r"\n  smtplib in a loop, mails ready +[0-9.]+ ", said)
    assert re.search(r"\n  innoveici notify, SMTP .*% of it \(goal: 60 % or more\)\n", said)
    assert "\n  innoveici notify, Maildir " in said
