"""Gift cards: stored value that one person buys and another one spends."""
