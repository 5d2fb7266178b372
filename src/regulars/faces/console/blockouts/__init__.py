"""Blockouts: times in which nothing is taken, at some tables or in the whole store."""
