"""A new account, with nothing in it."""

from datetime import datetime

from regulars.kernel.ids import AccountId, MerchantId
from regulars.ledger.store import accounts
from regulars.platform.db import Transaction


async def open_account(
    tx: Transaction, merchant: MerchantId, account_id: AccountId, *, unit: str, at: datetime
) -> None:
    """Open `account_id`, freshly drawn, for points of one `unit`."""
    await accounts.open_(tx, merchant, account_id, unit, at)
