"""Settings › Apps › Voucher API: tills that call it, and their tokens."""
