"""The room Booking page."""
