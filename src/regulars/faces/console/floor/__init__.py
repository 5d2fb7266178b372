"""The floor: sections and tables, drawn by hand or typed, and what may be pushed together."""
