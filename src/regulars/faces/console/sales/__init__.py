"""Sales: every finished order, and what it did to points."""
