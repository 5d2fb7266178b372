"""The public booking page of a store: what it offers, and the links that guests get."""
