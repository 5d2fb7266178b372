"""A guest joins the program: a member, and an account for the points."""

from datetime import datetime

from regulars.kernel.ids import AccountId, MerchantId, uuid7
from regulars.ledger.open_account import open_account
from regulars.members.enrol import enrol
from regulars.members.model import Member, NewMember
from regulars.platform.db import Database, Transaction

UNIT = "points"


async def join(
    db: Database, merchant: MerchantId, new: NewMember, *, at: datetime, actor: str
) -> Member:
    """Enrol `new` with an empty account. Raises `Invalid` with the field that cannot be used."""

    async def work(tx: Transaction) -> Member:
        account = AccountId(uuid7(at))
        await open_account(tx, merchant, account, unit=UNIT, at=at)
        return await enrol(tx, merchant, new, account, at=at, actor=actor)

    return await db.tx(work)
