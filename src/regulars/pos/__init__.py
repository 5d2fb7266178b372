"""Tills as the hub sees them: what an order is, and the port that every connector fills."""
