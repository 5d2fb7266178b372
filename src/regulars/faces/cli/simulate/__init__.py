"""`regulars simulate`: a venue lives through days in which everything goes wrong, and its books are
checked each night.
"""
