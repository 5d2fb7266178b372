"""SQL of accounts, lots, holds and entries."""
