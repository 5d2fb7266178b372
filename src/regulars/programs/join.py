"""A guest joins the program: a member, an account for the points, and a wallet."""

from datetime import datetime

from regulars.kernel.ids import AccountId, MerchantId, uuid7
from regulars.ledger.open_account import open_account
from regulars.members.enrol import enrol
from regulars.members.model import Member, NewMember
from regulars.platform.db import Database, Transaction
from regulars.programs.store import definitions
from regulars.vouchers.wallet import open_wallet

UNIT = "points"


async def join(
    db: Database, merchant: MerchantId, new: NewMember, *, at: datetime, actor: str
) -> Member:
    """Enrol `new`, without points and with an empty wallet.

    Raises `Invalid` with the field that cannot be used.
    """

    async def work(tx: Transaction) -> Member:
        account = AccountId(uuid7(at))
        await open_account(tx, merchant, account, unit=UNIT, at=at)
        member = await enrol(tx, merchant, new, account, at=at, actor=actor)
        currency = await definitions.currency(tx, merchant)
        await open_wallet(tx, merchant, member.id, member.code, currency=currency, at=at)
        return member

    return await db.tx(work)
