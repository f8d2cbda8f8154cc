"""Who serves where: regions.yaml and advisors.csv, read, validated as a whole, with every fault at once."""
