"""What an account has, and how it came to have it."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import AccountId, EntryId, HoldId, MerchantId
from regulars.ledger.errors import AccountNotFound
from regulars.ledger.model import Balance, Entry, Hold, Lot
from regulars.ledger.store import accounts, entries
from regulars.platform.db import Reads

MOST_LOTS = 200


async def balance(
    reads: Reads, merchant: MerchantId, account: AccountId, *, at: datetime
) -> Balance:
    """What can be spent at `at`, what is set aside or owed, and what is the next to expire.

    Raises `AccountNotFound`.
    """
    found = await accounts.balance(reads, merchant, account, at)
    if found is None:
        raise AccountNotFound("There is no such account of points.")
    return found


async def statement(
    reads: Reads,
    merchant: MerchantId,
    account: AccountId,
    *,
    before: EntryId | None = None,
    limit: int = 50,
) -> Sequence[Entry]:
    """The newest entries first; those older than `before`, to turn the page."""
    return await entries.statement(reads, merchant, account, before, limit)


async def lots_of(
    reads: Reads, merchant: MerchantId, account: AccountId, *, limit: int = MOST_LOTS
) -> Sequence[Lot]:
    """Lots with points left, in the order they will be spent. Some may have to wait still."""
    return await accounts.lots(reads, merchant, account, limit)


async def hold_of(reads: Reads, merchant: MerchantId, hold: HoldId) -> Hold | None:
    """A hold as it stands."""
    return await accounts.hold(reads, merchant, hold)


async def overdue_holds(reads: Reads, merchant: MerchantId, *, at: datetime) -> int:
    """How many holds are open beyond their time: nobody could learn what became of the order."""
    return await accounts.overdue_holds(reads, merchant, at)


async def posted(reads: Reads, merchant: MerchantId, natural_key: str) -> Entry | None:
    """What was posted for a real thing: for a sale's earning, its points and their lot."""
    return await entries.by_natural_key(reads, merchant, natural_key)
