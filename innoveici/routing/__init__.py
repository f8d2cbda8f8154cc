"""Request, location, directory and loads in; a Decision out. Pure: no clock, no files, nothing random.

``decide`` answers one request or, through its Router, many; ``many`` answers for many places at once, as arrays.
``record`` splits an answer for the ledger, ``decision`` shows it to scripts.
"""
