"""What a party's bills brought by what was spent, for whoever gives more of it."""

import msgspec

from regulars.kernel.ids import BookingId, MemberId, MerchantId
from regulars.kernel.points import Points
from regulars.platform import jobs
from regulars.platform.db import Transaction
from regulars.platform.jobs import JobKind
from regulars.programs.earning.explain import explanation_of
from regulars.programs.earning.model import PerAmount
from regulars.programs.earning.refunds import standing_after
from regulars.sales.billing import went_back
from regulars.sales.model import Sale, SaleStatus
from regulars.sales.store import parties as store
from regulars.sales.store import sales


class PartyJob(msgspec.Struct, frozen=True):
    """A bill of a party from the diary came, or came to something else."""

    merchant: MerchantId
    booking: BookingId


PARTY_PAID = JobKind("sales.party_paid", PartyJob)


class Spending(msgspec.Struct, frozen=True):
    """How many `bills` of a party stand, and the points that they brought `member` by spending.

    The first member on them has it all; what others paid for themselves is theirs.
    """

    bills: int
    member: MemberId | None
    points: Points


async def tell_of_party(tx: Transaction, merchant: MerchantId, sale: Sale) -> None:
    """Have whoever seated the party hear that its bill is another now. A step."""
    if sale.booking is not None:
        await jobs.enqueue(tx, PARTY_PAID, PartyJob(merchant, sale.booking))


async def spending_of(tx: Transaction, merchant: MerchantId, booking: BookingId) -> Spending:
    """What the bills of a party stand for now, after what went back. A step."""
    bills = [
        bill
        for sale in await store.sales_of(tx, merchant, booking)
        if (bill := await sales.read(tx, merchant, sale)) and bill.status is SaleStatus.COMPLETE
    ]
    member = next((bill.member for bill in bills if bill.member), None)
    theirs = [bill for bill in bills if bill.member == member]
    points = sum([await by_amount(tx, merchant, bill) for bill in theirs]) if member else 0
    return Spending(len(bills), member, Points(points))


async def by_amount(tx: Transaction, merchant: MerchantId, sale: Sale) -> int:
    """The points that stand of a till's bill by rules of spending alone."""
    kept = await explanation_of(tx, merchant, sale.id, sale.version)
    if kept is None or kept.terms is None:
        return 0
    parts = kept.worked.parts
    back = await went_back(tx, merchant, sale)
    if back.amount or back.lines:
        parts = standing_after(kept.terms, kept.worked, kept.basket, back)
    spending = {rule.id for rule in kept.terms.rules if isinstance(rule.gives, PerAmount)}
    return sum(part.points for part in parts if part.rule in spending)
