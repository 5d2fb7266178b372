"""Vouchers and wallets: codes that take something off a bill, whoever's till the bill is on."""
