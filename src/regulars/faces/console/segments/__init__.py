"""Segments, for a merchant to describe and look into."""
