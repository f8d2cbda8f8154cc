"""From the form to the closing, as people do it: real processes, a browser, letters in a Maildir, an answer by mail."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

from tests.web.browsing import check_page, free_port, looking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
NOTICES = """
  grace: 0
  base_url: {base_url}
  replies: reponses@innoveici.example
"""


class Office:
    """A folder with the files of an office, and the command line on them."""

    def __init__(self, folder: Path, base_url: str) -> None:
        self.folder, self.base_url = folder, base_url
        text = (ROOT / "regions.yaml").read_text(encoding="utf-8")
        text = re.sub(r"^  (grace|base_url|replies):.*\n", "", text, flags=re.MULTILINE)
        text = text.replace("\nnotices:\n", "\nnotices:" + NOTICES.format(base_url=base_url), 1)
        text = re.sub(r"(?m)^( +)- id: erac-14$", r"\1- id: erac-14\n\1  staff: {lucie: lucie@erac.example}", text)
        (folder / "regions.yaml").write_text(text, encoding="utf-8")
        shutil.copy(ROOT / "advisors.csv", folder)
        self.env = os.environ | {
            "PYTHONPATH": str(ROOT),
            "INNOVEICI_LEDGER": str(folder / "ledger.db"),
            "INNOVEICI_MAIL": f"maildir:{folder / 'mail'}",
            "INNOVEICI_LANG": "fr",
        }
        self._read: set[str] = set()

    def run(self, *words: str, given: bytes = b"", code: int = 0) -> str:
        """What a command says."""
        done = subprocess.run(
            [sys.executable, "-m", "innoveici", *words],
            cwd=self.folder, env=self.env, input=given, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == code, done.stderr.decode()
        return done.stdout.decode()

    def letters(self) -> dict[str, EmailMessage]:
        """Those that came since the last call, by who they are for."""
        found = {}
        for file in (self.folder / "mail" / "new").glob("*"):
            if file.name not in self._read:
                self._read.add(file.name)
                message = message_from_bytes(file.read_bytes(), policy=policy.default)
                found[message["To"].addresses[0].addr_spec] = message
        return found

    def letter_to(self, address: str) -> EmailMessage:
        """The one that comes, once it is there."""
        for _ in range(200):
            if (letter := self.letters().get(address)) is not None:
                return letter
            time.sleep(0.05)
        raise AssertionError("no letter came")

    @contextmanager
    def serving(self, port: int) -> Iterator[None]:
        """``innoveici serve``, until the end of the block."""
        words = [sys.executable, "-m", "innoveici", "serve", "--port", str(port)]
        with subprocess.Popen(words, cwd=self.folder, env=self.env, stderr=subprocess.PIPE) as process:
            try:
                for _ in range(400):
                    try:
                        urlopen(f"{self.base_url}/healthz", timeout=10).close()
                        break
                    except URLError:
                        time.sleep(0.05)
                yield
            finally:
                process.terminate()


def link_in(letter: EmailMessage) -> str:
    """The one link of a letter."""
    body = letter.get_body(("plain",))
    assert body is not None
    (link,) = {
        line for line in body.get_content().splitlines() if re.fullmatch(r"http://\S+/(h|staff/enter)/\S+", line)
    }
    return str(link)


def step(page: Page, name: str) -> None:
    """Its form, as it is filled in."""
    form = page.locator(f'form[data-step="{name}"]').first
    if not form.is_visible():
        page.locator("details", has=form).locator("summary").first.click()
    form.locator("button").first.click()
    page.wait_for_load_state()


def test_a_request_goes_from_the_form_to_its_closing(tmp_path: Path, browser: Browser) -> None:
    port = free_port()
    office = Office(tmp_path, f"http://127.0.0.1:{port}")
    with office.serving(port), looking(browser, 1280, "fr") as context:
        page = context.new_page()
        # The company sends its request.
        page.goto(office.base_url)
        page.get_by_role("link", name="Envoyer une demande").click()
        page.fill("#need", "Automatiser l'affinage de nos fromages")
        page.fill("#company", "Fromagerie du Lac (exemple)")
        page.fill("#postal_code", "J0K 2M0")
        page.fill("#email", "direction@fromagerie.example")
        page.check('input[name="consent"]')
        time.sleep(3)  # nobody fills it in faster
        page.locator('button[value="check"]').click()
        page.get_by_text("ERAC de Lanaudière").first.wait_for()
        check_page(page)
        page.locator('button[value="send"]').click()
        page.get_by_text("H-000001").first.wait_for()
        check_page(page)
        # Its letters go out; the advisor declines by the link.
        office.run("notify")
        letters = office.letters()
        company = link_in(letters["direction@fromagerie.example"])
        (first,) = letters.keys() - {"direction@fromagerie.example"}
        page.goto(link_in(letters[first]))
        page.locator("summary", has_text="Décliner").click()
        page.select_option('select[name="reason_code"]', "capacity")
        page.locator('form[data-step="decline"] textarea').fill("Complet ce mois-ci")
        step(page, "decline")
        # The next one accepts by answering the letter.
        office.run("notify")
        letters = office.letters()
        second = next(address for address in letters if address not in (first, "direction@fromagerie.example"))
        answer = EmailMessage()
        answer["From"], answer["To"] = second, str(letters[second]["Reply-To"])
        answer["Subject"], answer["Message-ID"] = f"Re: {letters[second]['Subject']}", "<answer-1@conseil.example>"
        answer.set_content("J'accepte, merci.\n\nLe 20 novembre, INNOVEICI a écrit :\n> Bonjour,\n")
        office.run("reply", given=answer.as_bytes())
        # The company sees it.
        page.goto(company)
        page.get_by_text("votre demande est acceptée").wait_for()
        check_page(page)
        # The ERAC signs in, notes the contact and closes.
        page.goto(f"{office.base_url}/staff")
        page.locator('input[type="email"]').fill("lucie@erac.example")
        page.locator("main form button").click()
        page.goto(link_in(office.letter_to("lucie@erac.example")))
        page.locator("main form button").click()
        page.goto(f"{office.base_url}/staff/erac-14/h/H-000001")
        step(page, "contact")
        page.locator("summary", has_text="Fermer").click()
        page.locator('form[data-step="close"] select[name="outcome"]').select_option("served")
        step(page, "close")
        page.goto(company)
        page.get_by_text("Votre demande a été fermée").wait_for()
        check_page(page)
    said = office.run("log", "--json")
    types = re.findall(r'"type": ?"(\w+)"', said)
    assert types == ["received", "assigned", "declined", "assigned", "accepted", "contacted", "closed"]
    assert re.findall(r'"via": ?"(\w+)"', said) == ["form", "link", "link", "reply", "page", "page"]
    assert "fromagerie" not in said.casefold()
    office.run("log", "verify")
