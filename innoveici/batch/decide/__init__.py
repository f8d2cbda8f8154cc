"""Rows decided as columns, and one by one where that is certain for nobody."""
