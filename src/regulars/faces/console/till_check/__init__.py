"""Diary and till: what of the two does not match, and what would mend it."""
