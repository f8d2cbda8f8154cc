"""The first page, as a person sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.browsing import WIDTHS, check_page, looking

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.web.conftest import Web


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_everybody_can_use_it(live: Web, browser: Browser, width: int, language: str) -> None:
    with looking(browser, width, language) as context:
        page = context.new_page()
        page.goto(live.site.settings.base_url)
        check_page(page)
        assert page.locator("html").get_attribute("lang") == language
