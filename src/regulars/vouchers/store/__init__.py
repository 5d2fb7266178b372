"""The vouchers' SQL."""
