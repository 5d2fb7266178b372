"""Refusals about sales."""

from regulars.kernel.errors import NotFound


class NoSuchSale(NotFound):
    """No sale of this merchant has that id."""

    code = "no_such_sale"
