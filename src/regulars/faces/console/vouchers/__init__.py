"""Vouchers: codes that take something off a bill, and what is left of them."""
