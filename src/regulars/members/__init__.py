"""Members: guests enrolled in a merchant's program."""
