"""Segments: members who have something in common at a moment."""
