"""The mailbox: what was mailed to guests, and what became of it."""
