"""What people write for a language, a consent, a country, a date, and what it means; nothing is guessed. Pure."""
