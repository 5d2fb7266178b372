"""Finished orders, and what they did to holds and points."""
