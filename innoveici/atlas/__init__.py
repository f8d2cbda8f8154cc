"""Where a postal code is: municipality, MRC, point and uncertainty. Regions come with the question."""
