"""Tiers: what members reach by coming often, and keep for a while."""
