"""What the tills sell, as far as rules and rewards speak of it."""
