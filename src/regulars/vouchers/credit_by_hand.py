"""A manager puts money into a member's wallet, or takes some out, and says why."""

from datetime import datetime
from uuid import UUID

from regulars.kernel.errors import Invalid
from regulars.kernel.ids import MemberId, MerchantId
from regulars.kernel.money import Money
from regulars.ledger.errors import NotEnoughPoints
from regulars.platform.db import Database, Transaction
from regulars.vouchers.errors import BadVoucher
from regulars.vouchers.wallet import credit

LONGEST_NOTE = 200


async def credit_by_hand(
    db: Database,
    merchant: MerchantId,
    member: MemberId,
    amount: Money,
    *,
    note: str,
    key: UUID,
    at: datetime,
    actor: str,
) -> None:
    """Put `amount` into the wallet, or take it out when below zero.

    The same `key` again changes nothing. Raises `Invalid` for a missing note, `NotFound` for a
    member who is not there, `BadVoucher` when less than that is in the wallet.
    """
    note = " ".join(note.split())
    if not note:
        raise Invalid("Say why, for the member's statement.", field="note")
    if len(note) > LONGEST_NOTE or not note.isprintable():
        raise Invalid(f"A note has at most {LONGEST_NOTE} ordinary characters.", field="note")

    async def work(tx: Transaction) -> None:
        by_hand = f"hand:{key}"
        await credit(tx, merchant, member, amount, key=by_hand, note=note, by=actor, at=at)

    try:
        await db.tx(work)
    except NotEnoughPoints as short:
        raise BadVoucher("There is less than that in the wallet.", field="amount") from short
