"""The SQL of the bookings."""
