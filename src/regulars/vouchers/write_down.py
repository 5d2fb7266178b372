"""A use is written down, counted and told: the last part of taking a voucher."""

from datetime import datetime

from regulars.kernel.ids import MerchantId, RedemptionId
from regulars.platform import journal
from regulars.platform.db import RunAgain, Transaction
from regulars.vouchers.facts import VoucherUsed
from regulars.vouchers.model import Use, Voucher
from regulars.vouchers.store import uses


async def write_down(
    tx: Transaction,
    merchant: MerchantId,
    voucher: Voucher,
    use: Use,
    redemption: RedemptionId | None,
) -> Use:
    """Keep `use`; one that was written down before is answered as it is. A step."""
    if not await uses.insert(tx, merchant, use, voucher, redemption):
        known = await uses.read(tx, merchant, use.id)
        if known is None:
            raise RunAgain
        return known
    await tell(tx, merchant, voucher.code, use, at=use.used_at)
    return use


async def tell(tx: Transaction, merchant: MerchantId, code: str, use: Use, *, at: datetime) -> None:
    """Say that an order has the voucher. A step."""
    fact = VoucherUsed(
        voucher=str(use.voucher),
        code=code,
        use=str(use.id),
        state=use.state,
        store=use.store,
        order=use.order,
        discount_minor=use.discount.minor,
        drawn_minor=use.drawn.minor,
        problem=use.problem or "",
    )
    await journal.write(tx, merchant, fact, at=at)
