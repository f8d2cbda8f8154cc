"""Letters as a reader sees them: in a real browser, on a phone's width, with nothing cut off and nothing fetched."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from innoveici.notify.rendering import render
from tests.notify.cases import Case
from tests.notify.golden import FOLDER

PHONE_PX = 320
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--virtual-time-budget=20000",
)  # fmt: skip
_RESULT = re.compile(r'<pre id="result">(.*?)</pre>', re.DOTALL)
_MEASURE = """
<script>
onload = () => {
  const found = {};
  for (const frame of document.querySelectorAll("iframe")) {
    const page = frame.contentDocument, seen = frame.contentWindow;
    const text = page.body.innerText;
    const all = [...page.querySelectorAll("body *")];
    const over = all.filter(e => e.getBoundingClientRect().right > seen.innerWidth + 1);
    found[frame.title] = {
      width: page.documentElement.scrollWidth,
      height: page.documentElement.scrollHeight,
      over: over.map(e => e.tagName + ": " + e.textContent.slice(0, 40)),
      language: page.documentElement.lang,
      heading: page.querySelector("h1").innerText,
      text: text.length,
      fetched: seen.performance.getEntriesByType("resource").length,
    };
  }
  document.getElementById("result").textContent = JSON.stringify(found);
};
</script>
"""


@pytest.fixture(scope="module")
def browser() -> str:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        assert not os.environ.get("CI"), "CI installs Chromium: tools/ensure_chromium.sh"
        pytest.skip("Chromium is not installed")
    return found


@pytest.fixture(scope="module")
def seen(
    browser: str, every_letter: Mapping[str, Case], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """What the browser measured of every letter."""
    folder = tmp_path_factory.mktemp("page")
    pages = {f"{path.parent.name}/{path.stem}": path.read_text("utf-8") for path in sorted(FOLDER.glob("*/*.html"))}
    return _measured(browser, pages | _hostile(every_letter), folder)


def _hostile(made: Mapping[str, Case]) -> dict[str, str]:
    """Letters of a company whose every word is too long for any screen."""
    word = "Ébénisterie" * 20
    pages = {}
    for name in ("assigned.company", "assigned.advisor", "assigned.erac"):
        letter, here = made[name].letter, made[name].context
        (part,) = letter.parts
        personal = {**(part.material.personal or {}), "company": word, "contact_name": word, "need": f"{word}\n{word}"}
        part = replace(part, material=replace(part.material, personal=personal))
        pages[f"fr/{name}+hostile"] = render(replace(letter, language="fr", parts=(part,)), here).html
    return pages


def _measured(browser: str, pages: dict[str, str], folder: Path) -> dict[str, dict[str, Any]]:
    """Each page in a frame as wide as a phone."""
    frames = "".join(
        f'<iframe title="{name}" width="{PHONE_PX}" style="border:0" srcdoc="{html.escape(page)}"></iframe>'
        for name, page in pages.items()
    )
    whole = folder / "all.html"
    whole.write_text(f'<!doctype html><meta charset="utf-8"><pre id="result"></pre>{frames}{_MEASURE}', "utf-8")
    ran = subprocess.run(
        [browser, *_QUIET, f"--user-data-dir={folder / 'user'}", "--dump-dom", whole.as_uri()],
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    result = _RESULT.search(ran.stdout)
    assert result is not None
    assert result[1], "the page was not measured"
    measured: dict[str, dict[str, Any]] = json.loads(html.unescape(result[1]))
    assert measured.keys() == pages.keys()
    return measured


def test_every_letter_renders(seen: dict[str, dict[str, Any]]) -> None:
    assert len(seen) > 60
    for name, page in seen.items():
        assert page["language"].startswith(name.partition("/")[0])
        assert page["heading"], name
        assert page["text"] > 100, name
        assert page["height"] > 200, name


def test_none_is_wider_than_a_phone(seen: dict[str, dict[str, Any]]) -> None:
    assert {name: page["over"] for name, page in seen.items() if page["over"]} == {}
    assert {name: page["width"] for name, page in seen.items() if page["width"] > PHONE_PX} == {}


def test_none_fetches_anything(seen: dict[str, dict[str, Any]]) -> None:
    assert {name for name, page in seen.items() if page["fetched"]} == set()


def test_one_that_is_too_wide_would_be_found(browser: str, tmp_path: Path) -> None:
    long = "trop " * 60
    page = f'<!doctype html><html lang="fr"><body><h1>Large</h1><p style="white-space:nowrap">{long}</p></body></html>'
    assert _measured(browser, {"wide": page}, tmp_path)["wide"]["width"] > PHONE_PX
