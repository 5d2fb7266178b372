"""Words that every part of the hub shares. Standard library only."""
