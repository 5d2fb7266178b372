"""What guests of a booking page are written: at once, when something changed, and at its time."""
