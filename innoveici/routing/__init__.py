"""Request, location, directory and loads in; a Decision out. Pure: no clock, no files, nothing random.

``decide`` answers one request or, through its Router, many. ``record`` splits an answer for the ledger,
``output`` shows it to scripts.
"""
