"""Statuses: the system's, and a venue's own, each of a type that says what it does."""
