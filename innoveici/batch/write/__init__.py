"""Routed rows and rejects out: whole files or none."""
