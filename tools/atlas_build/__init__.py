"""Builds the atlas: sources and tables in, one file out. Every step but obtaining the packages is pure."""
