"""Somebody earned or redeemed, so their points that wait for that stay longer."""

from datetime import datetime

from regulars.kernel.ids import AccountId, MerchantId
from regulars.ledger.errors import AccountNotFound
from regulars.ledger.store import idle
from regulars.platform.db import Transaction


async def touch(
    tx: Transaction, merchant: MerchantId, account: AccountId, *, time_zone: str, at: datetime
) -> None:
    """Move the last day of each idle lot: to its months after `at`, in `time_zone`, never earlier.

    What has expired stays so. One statement; it waits for the account by itself.
    Raises `AccountNotFound`.
    """
    if not await idle.touch(tx, merchant, account, time_zone, at):
        raise AccountNotFound("There is no such account of points.")
