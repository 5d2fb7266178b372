"""A seated booking's order on the till: opened, followed, taken back after a slip."""
