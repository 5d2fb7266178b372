"""What an account has, and how it came to have it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from regulars.kernel.ids import AccountId, BookingId, EntryId, HoldId, LotId, MerchantId, SaleId
from regulars.kernel.points import Points
from regulars.ledger import rules
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


async def lots_by_id(
    reads: Reads, merchant: MerchantId, lots: Collection[LotId]
) -> Mapping[LotId, Lot]:
    """Lots by their ids, also those with nothing left."""
    found = await accounts.lots_by_id(reads, merchant, list(lots)) if lots else ()
    return {lot.id: lot for lot in found}


async def read_entry(
    reads: Reads, merchant: MerchantId, entry: EntryId
) -> tuple[AccountId, Entry] | None:
    """An entry, and the account it is of."""
    return await entries.by_id(reads, merchant, entry)


async def can_be_undone(
    reads: Reads, merchant: MerchantId, shown: Sequence[Entry]
) -> frozenset[EntryId]:
    """Those of `shown` that were made by hand or are a bonus, and that nobody has undone yet."""
    wanted = [entry.id for entry in shown if rules.is_reversible(entry)]
    gone = await entries.undone(reads, merchant, wanted) if wanted else frozenset()
    return frozenset(wanted) - gone


async def hold_of(reads: Reads, merchant: MerchantId, hold: HoldId) -> Hold | None:
    """A hold as it stands."""
    return await accounts.hold(reads, merchant, hold)


async def overdue_holds(reads: Reads, merchant: MerchantId, *, at: datetime) -> int:
    """How many holds are open beyond their time: nobody could learn what became of the order."""
    return await accounts.overdue_holds(reads, merchant, at)


async def earned_by(reads: Reads, merchant: MerchantId, account: AccountId, sale: SaleId) -> Points:
    """What an account has had of a sale, less what was taken back: spent points stay with it."""
    return await entries.of_sale(reads, merchant, account, sale)


async def earned_in_quiet_time(
    reads: Reads, merchant: MerchantId, account: AccountId, booking: BookingId
) -> Points:
    """The same of what came on top, since a booking was for a quiet time."""
    return await entries.of_quiet_time(reads, merchant, account, booking)


async def posted(reads: Reads, merchant: MerchantId, natural_key: str) -> Entry | None:
    """What was posted for a real thing: for a sale's earning, its points and their lot."""
    return await entries.by_natural_key(reads, merchant, natural_key)
