"""The job that brings a deposit to where its provider says that it is."""

from datetime import datetime, timedelta
from typing import assert_never
from uuid import UUID

import msgspec

from regulars.bookings.deposits.model import Checkout, CheckoutState
from regulars.kernel.ids import MerchantId
from regulars.platform import jobs
from regulars.platform.db import Transaction
from regulars.platform.jobs import JobKind

ACTOR = "deposits"
"""How facts name what happens by a payment, and not by anybody's hand."""

PROVIDER = "provider"
"""How facts name what was done on the payment provider's own pages."""

LOOK_EVERY = timedelta(minutes=2)
"""News of a deposit come by themselves; this is for those that got lost."""


class DepositJob(msgspec.Struct, frozen=True):
    """There may be news of a deposit."""

    merchant: MerchantId
    checkout: UUID


FOLLOW = JobKind("deposits.follow", DepositJob)


async def hand_out(tx: Transaction, merchant: MerchantId, checkout: UUID) -> None:
    """Have a deposit looked after once `tx` has committed. A step.

    Also while another job looks after it, which may have looked before this was there to see.
    """
    await jobs.enqueue(tx, FOLLOW, DepositJob(merchant, checkout))


def next_look(checkout: Checkout, *, at: datetime) -> datetime | None:
    """When to look again of oneself: in a while, and when something is due; None for never."""
    later = at + LOOK_EVERY
    match checkout.state:
        case CheckoutState.ASKED | CheckoutState.OPEN:
            return checkout.ends_at if at < checkout.ends_at < later else later
        case CheckoutState.PAID if checkout.back_at is not None:
            return checkout.back_at if at < checkout.back_at else later
        case CheckoutState.REFUNDING | CheckoutState.ENDED:
            return later
        case CheckoutState.PAID | CheckoutState.REFUNDED:
            return None
        case other:
            assert_never(other)
