"""A mail program's page as its reader sees it, and any other text without harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.replies.html_text import LONGEST, html_text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>Accepte</p><p>Lundi.</p>", "Accepte\nLundi."),
        ("Accepte<br>Lundi<br/>\nmatin", "Accepte\nLundi\nmatin"),
        ("<div><b>Acc</b>epte &amp; merci&nbsp;!</div>", "Accepte & merci\u00a0!"),
        ("<style>p {x: y}</style><script>a < b</script><title>t</title>Accepte", "Accepte"),
        ("<!-- Refuse --><!--[if mso]><p>Refuse</p><![endif]-->Accepte<!doctype html><?xml?>", "Accepte"),
        ("<p>Accepte</p><blockquote><p>Bonjour</p><blockquote>plus tôt</blockquote></blockquote>",
         "Accepte\n> Bonjour\n> > plus tôt"),
        ("<div style='display: none'>Aperçu</div>Accepte", "Accepte"),
        ('Accepte<div class="x gmail_signature">Marie</div>', "Accepte"),
        ('Accepte<div id="x_ms-outlook-mobile-signature">Obtenir</div>', "Accepte"),
        ('<div id="Signature">Accepte</div>', "Accepte"),
        ("<pre>un\n  deux</pre>", "un\n  deux"),
        ("<P ALIGN=center>Accepte</P", "Accepte</P"),
        ("1 < 2 <3 <", "1 < 2 <3 <"),
        ("<p>Accepte<!-- sans fin", "Accepte"),
        ("</p></div>Accepte<span></b>", "Accepte"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_page_as_it_is_seen(page: str, text: str) -> None:
    assert html_text(page) == text


@given(st.text(alphabet="<>/!-?=\"' abdivpr&;#\n"))
def test_no_page_is_too_much(page: str) -> None:
    html_text(page)


@pytest.mark.parametrize(
    "piece", ["<", "<!--", "<a ", "&", "<![x", "<div>", "</a>", "<a a='", "<p></div>", "<blockquote>"]
)
def test_a_page_made_to_take_long_is_read_as_any_other(piece: str) -> None:
    """Not by the clock: by what is looked at, which is each character a few times."""
    assert len(html_text(piece * LONGEST)) <= 8 * LONGEST
