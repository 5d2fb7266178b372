"""Tiers, for a merchant to look at and set."""
