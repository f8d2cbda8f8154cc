"""Mail addresses as every server can carry them."""

from __future__ import annotations


def ascii_domain(email: str) -> str:
    """The domain of an address, in lower case."""
    domain = email.rpartition("@")[2].lower()
    if domain.isascii():
        return domain
    from email_validator import validate_email  # which knows IDNA 2008; seldom needed

    return validate_email(f"postmaster@{domain}", check_deliverability=False).ascii_domain


def in_ascii(email: str) -> str:
    """An address with such a domain; what stands before the @ has no other form than its own."""
    return email if email.isascii() else f"{email.rpartition('@')[0]}@{ascii_domain(email)}"
