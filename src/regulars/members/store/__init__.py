"""SQL of members, and of looking for them."""
