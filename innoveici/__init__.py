"""Routes innovation requests in Québec: postal code, region, ERAC, nearest certified advisor, handoff."""

__version__ = "0.1.0"
