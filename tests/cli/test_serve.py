"""What ``innoveici serve`` refuses before it serves anything."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--trust-header", "X-Signed-In"), "--trust-header and --trust-from go together"),
        (("--trust-from", "10.0.0.5"), "--trust-header and --trust-from go together"),
        (("--trust-header", "X-Signed-In", "--trust-from", "proxy.example"), "“proxy.example” is not an address"),
        (("--base-url", "pages.example"), "is not the address of a website"),
        (("--workers", "2"), "a ledger in a file is served by one process"),
    ],
)
def test_options_that_cannot_be_meant_are_said(run: Run, words: tuple[str, ...], said: str) -> None:
    ran = run("serve", *words)
    assert ran.code == 2
    assert said in ran.err
