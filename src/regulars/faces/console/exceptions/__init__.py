"""Exceptions: what could not be done as it was asked, and what was odd about what was done."""
