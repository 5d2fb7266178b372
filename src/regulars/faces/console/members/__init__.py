"""Members: everybody who collects."""
