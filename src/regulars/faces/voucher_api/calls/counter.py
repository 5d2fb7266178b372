"""What a cashier waits for: a member's vouchers, and what one would do to the bill."""

import msgspec

from regulars.faces.voucher_api.answers import (
    DiscountedOrder,
    ListedVoucher,
    MemberVouchers,
    Valid,
    ValidVoucher,
    answer,
    described,
    discount,
)
from regulars.faces.voucher_api.call import Call
from regulars.faces.voucher_api.figures import needed, needed_text, shown
from regulars.faces.voucher_api.requests import JsonOf, ValidateOrder, parameters
from regulars.faces.voucher_api.wire import Answer
from regulars.vouchers.counter import customer_vouchers
from regulars.vouchers.errors import NoSuchVoucher
from regulars.vouchers.model import Quote, Sought, Voucher
from regulars.vouchers.quote import quote
from regulars.vouchers.rules import worth_now

NOT_FOUND = answer("member not found", status=404)
REASON = b"reason-code"

VALIDATE = JsonOf(ValidateOrder)


async def list_member_vouchers(call: Call) -> Answer:
    """The member that is asked for, with what they can use now."""
    asked = parameters(call.query)
    sought = Sought(asked.get("memberCode"), asked.get("phoneNumber"), asked.get("searchString"))
    found = await customer_vouchers(call.db, call.merchant, call.store.id, sought, at=call.at)
    if found is None:
        return NOT_FOUND
    member = found.member
    vouchers = [_listed(voucher) for voucher in found.vouchers]
    shown = MemberVouchers(member.name, member.phone, member.email, member.code)
    return answer(msgspec.structs.replace(shown, vouchers=vouchers) if vouchers else shown)


async def validate_order(call: Call) -> Answer:
    """What a voucher would do to a bill. Always 200; what cannot be used is not `active`."""
    asked: ValidateOrder = call.read(VALIDATE)
    code = needed_text(asked.voucher_code, "voucherCode")
    total = needed(asked.total_non_discounted_price, call.currency, "totalNonDiscountedPrice")
    try:
        priced = await quote(call.db, call.merchant, call.store.id, code, total, at=call.at)
    except NoSuchVoucher as refusal:
        return _unusable(refusal.code)
    return _unusable(priced.problem.value) if priced.problem else _usable(priced)


def _listed(voucher: Voucher) -> ListedVoucher:
    return ListedVoucher(
        voucher.code,
        discount(worth_now(voucher)),
        voucher.source,
        voucher.discount_type,
        described(voucher.terms.description, voucher.source, voucher.discount_type),
    )


def _usable(priced: Quote) -> Answer:
    voucher = priced.voucher
    shown_voucher = ValidVoucher(
        voucher.code,
        discount(worth_now(voucher)),
        voucher.discount_type,
        described(voucher.terms.description, voucher.source, voucher.discount_type),
        voucher.source,
    )
    order = DiscountedOrder(shown(priced.total), shown(priced.discount), shown(priced.discounted))
    return answer(Valid(active=True, voucher=shown_voucher, order=order))


def _unusable(reason: str) -> Answer:
    """The body has no room for a reason, so that it is in a header."""
    return answer(Valid(active=False), headers=((REASON, reason.encode()),))
