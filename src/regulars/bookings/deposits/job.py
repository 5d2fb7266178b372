"""The job that brings a deposit to where its provider says that it is."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from regulars.bookings.deposits.model import Checkout
from regulars.kernel.ids import MerchantId
from regulars.platform import jobs
from regulars.platform.db import Transaction
from regulars.platform.jobs import JobKind

ACTOR = "deposits"
"""How facts name what happens by a payment, and not by anybody's hand."""

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


def next_look(checkout: Checkout, *, at: datetime) -> datetime:
    """When to look again of oneself: in a while, and when it is over."""
    later = at + LOOK_EVERY
    return checkout.ends_at if at < checkout.ends_at < later else later
