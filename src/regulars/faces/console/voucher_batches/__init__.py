"""Many vouchers at once: issued by number, imported, exported, printed."""
