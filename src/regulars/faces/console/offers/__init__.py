"""Offers: what is given without points."""
