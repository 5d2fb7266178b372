"""The program of a merchant: what earns points, what they buy, and what is on a bill of them."""
