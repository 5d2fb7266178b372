"""The one way to an account that is about to change.

The account's row is the lock of everything that belongs to it. Who has it sees every entry that
was ever posted, and is alone with the account until the transaction ends. The order of locks is in
docs/algorithms/locking.md.
"""

from datetime import datetime

from regulars.kernel.ids import AccountId, HoldId, MerchantId
from regulars.kernel.points import Points
from regulars.ledger.errors import AccountNotFound, HoldNotFound
from regulars.ledger.expire import expire_overdue
from regulars.ledger.store import accounts
from regulars.platform.db import Transaction


async def lock(tx: Transaction, merchant: MerchantId, account: AccountId, *, at: datetime) -> None:
    """Wait for the account, and let go first of what should have expired by `at`.

    Raises `AccountNotFound`.
    """
    overdue = await accounts.lock(tx, merchant, account, at)
    if overdue is None:
        raise AccountNotFound("There is no such account of points.")
    if overdue:
        await expire_overdue(tx, merchant, account, at=at)


async def lock_of(tx: Transaction, merchant: MerchantId, hold: HoldId) -> tuple[AccountId, Points]:
    """Wait for the account of `hold`. Answers it and how many points were set aside.

    Raises `HoldNotFound`.
    """
    found = await accounts.lock_of(tx, merchant, hold)
    if found is None:
        raise HoldNotFound("There is no such hold of points.")
    return found
