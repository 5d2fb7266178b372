"""Gift cards: sell one, see what is left of it, and take it back."""
