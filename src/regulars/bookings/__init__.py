"""Bookings and walk-ins: the floor, the diary, and the order of a seated party on the till."""
