"""Vouchers and wallets for any till that can make an HTTP call. The shape is dictated."""
