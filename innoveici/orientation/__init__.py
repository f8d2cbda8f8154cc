"""From a need as people write it to the organizations and programmes that fit it, each with why. Pure."""
