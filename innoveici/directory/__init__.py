"""Regions, ERACs, advisors and partnerships, from their two files: validated as a whole, all faults together."""
