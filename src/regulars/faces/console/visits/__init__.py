"""Visits: who sat down, for how long, and what they spent."""
