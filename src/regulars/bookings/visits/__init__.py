"""Visits: parties that sat down, planned or not, with the sale that they became."""
