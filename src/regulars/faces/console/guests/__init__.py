"""Guests: everybody who books or has come, members or not."""
