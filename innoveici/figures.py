"""Numbers, distances and days as people write them, in the reader's language."""

from __future__ import annotations

from datetime import date

from innoveici.messages import N_, Message, _, language

MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


def number(value: float, decimals: int = 1) -> str:
    """With a decimal comma in French."""
    text = f"{value:.{decimals}f}"
    return text.replace(".", ",") if language() == "fr" else text


def count(value: int) -> str:
    """Thousands apart, as each language writes them: ``225,595``, ``225 595``."""
    return f"{value:,}".replace(",", "\u00a0") if language() == "fr" else f"{value:,}"


def km(value: float) -> str:
    """A distance in km, one decimal under 10 km, none above; the unit never breaks off its number."""
    return f"{number(value, 1 if value < 9.95 else 0)}\u00a0km"


def distance(value: float, error: float | None) -> str:
    """A distance and how wrong it may be: ``3.2 km ± 2 km``."""
    return km(value) if error is None else f"{km(value)} ±\u00a0{km(error)}"


def day(value: date) -> str:
    """As in a letter: ``November 21, 2026``, ``21 novembre 2026``, ``1er mars 2026``; the day never breaks off."""
    first = value.day == 1 and language() == "fr"
    return Message(
        N_("{month}\u00a0{day}, {year}"),
        month=_(MONTHS[value.month - 1]),
        day="1er" if first else value.day,
        year=value.year,
    ).text()
