"""The catalogue: organizations that help, programmes that pay, the themes of a need; three CSV files."""
