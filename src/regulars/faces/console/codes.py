"""Codes that are as good as money, and who sees them."""

from regulars.merchants.model import Role, User
from regulars.vouchers.model import Source, Voucher

LAST = 4


def may_see_codes(user: User) -> bool:
    return user.role is not Role.STAFF


def is_money(voucher: Voucher) -> bool:
    """Whether whoever has the code may spend it: a gift card, or other value that is nobody's."""
    is_anybodys = voucher.source is Source.STORE and voucher.terms.member is None
    return is_anybodys and voucher.stores_value


def shown_code(voucher: Voucher, user: User) -> str:
    """The code; where it is money, staff see its end, to know it by."""
    if may_see_codes(user) or not is_money(voucher):
        return voucher.code
    return f"…{voucher.code[-LAST:]}"
