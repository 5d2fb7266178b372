"""A booking and its deposit, which change together."""

from regulars.bookings.deposits.model import Checkout
from regulars.bookings.keep import take_up
from regulars.bookings.model import Booking
from regulars.bookings.store import deposits as store
from regulars.platform.db import Transaction


async def both(tx: Transaction, checkout: Checkout) -> tuple[Booking, Checkout]:
    """The booking and its deposit as they stand now, which nobody else changes meanwhile."""
    kept = await take_up(tx, checkout.merchant, checkout.booking)
    return kept.booking, await store.lock(tx, checkout.merchant, checkout.id)
