"""What a voucher would do to a bill. Nothing is written."""

from datetime import datetime

from regulars.kernel.ids import MemberId, MerchantId, StoreId
from regulars.kernel.money import Money
from regulars.platform.db import Reads
from regulars.vouchers.errors import BadVoucher, NoSuchVoucher
from regulars.vouchers.model import Quote
from regulars.vouchers.rules import discount_of, problem_of, ways_to_read
from regulars.vouchers.store import at_till


async def quote(
    reads: Reads,
    merchant: MerchantId,
    store: StoreId,
    code: str,
    total: Money,
    *,
    at: datetime,
    member: MemberId | None = None,
) -> Quote:
    """Price `total` with the voucher that `code` means, as it stands at `at`. One statement.

    The discount is what the voucher would give, also where a problem says that it may not.
    `member` is whose bill it is; without one, an assigned voucher counts as its member's.
    Raises `NoSuchVoucher`, also where there is no such store.
    """
    codes = ways_to_read(code)
    found = await at_till.by_code(reads, merchant, store, codes, member) if codes else None
    if found is None:
        raise NoSuchVoucher("There is no such voucher.")
    voucher = found.voucher.voucher
    if total.currency != voucher.terms.minimum.currency:
        raise BadVoucher(f"Vouchers are not in {total.currency}.", field="total")
    problem = problem_of(
        voucher,
        store=store,
        total=total,
        at=at.astimezone(found.time_zone),
        member_uses=found.voucher.member_uses,
        unpaid=found.voucher.unpaid,
    )
    return Quote(voucher, total, discount_of(voucher, total), problem)
