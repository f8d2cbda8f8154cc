"""Where a postal code is: municipality, MRC, point and uncertainty; never a region (regions are lists of MRCs)."""
