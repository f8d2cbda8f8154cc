"""Exports in, routed rows and rejects out: the decisions of ``route`` for a whole file."""
