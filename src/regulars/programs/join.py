"""A guest joins the program: a member, an account for the points, and a wallet."""

from datetime import datetime

from regulars.kernel.ids import AccountId, MerchantId, uuid7
from regulars.ledger.open_account import open_account
from regulars.members.enrol import enrol
from regulars.members.model import Member, NewMember
from regulars.merchants.model import Merchant
from regulars.merchants.read import read_merchant
from regulars.platform.db import Database, Transaction
from regulars.programs.bonuses import grant
from regulars.programs.define import find_program
from regulars.programs.tiers.evaluate import evaluate
from regulars.vouchers.wallet import open_wallet

UNIT = "points"


async def join(
    db: Database, merchant: MerchantId, new: NewMember, *, at: datetime, actor: str
) -> Member:
    """Enrol `new` with an empty wallet and what the program gives for joining, if anything.

    Raises `Invalid` with the field that cannot be used.
    """

    async def work(tx: Transaction) -> Member:
        account = AccountId(uuid7(at))
        await open_account(tx, merchant, account, unit=UNIT, at=at)
        member = await enrol(tx, merchant, new, account, at=at, actor=actor)
        business = await read_merchant(tx, merchant)
        await open_wallet(tx, merchant, member.id, member.code, currency=business.currency, at=at)
        await welcome(tx, business, member, at=at)
        return member

    return await db.tx(work)


async def welcome(tx: Transaction, business: Merchant, member: Member, *, at: datetime) -> None:
    """What the program gives for joining: points, and a tier that begins at nothing. A step."""
    program = await find_program(tx, business.id)
    if program is None:
        return
    await grant(
        tx,
        program,
        member.id,
        member.account,
        "sign_up",
        key=f"bonus:sign_up:{member.id}",
        time_zone=business.time_zone,
        at=at,
    )
    await evaluate(tx, business.id, [member.id], program.terms, at=at)
