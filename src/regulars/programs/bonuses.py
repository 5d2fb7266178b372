"""Points without a sale: for joining, and for a birthday."""

from datetime import datetime
from typing import Literal, TypeAlias

from regulars.kernel.ids import AccountId, MemberId
from regulars.kernel.points import Points
from regulars.ledger.earn import earn
from regulars.ledger.reasons import Granted
from regulars.platform import journal
from regulars.platform.db import Transaction
from regulars.programs.earning.lasting import expires_at
from regulars.programs.earning.model import Idle, Terms
from regulars.programs.facts import BonusGranted
from regulars.programs.model import Program

Bonus: TypeAlias = Literal["sign_up", "birthday"]


async def grant(
    tx: Transaction,
    program: Program,
    member: MemberId,
    account: AccountId,
    bonus: Bonus,
    *,
    key: str,
    time_zone: str,
    at: datetime,
) -> None:
    """Give `member` the points of `bonus`, if the program has it. A step; once for each `key`.

    They can be spent at once, and expire like earned ones where the merchant is.
    """
    terms = program.terms
    points = _points(terms, bonus)
    if points is None:
        return
    posting = await earn(
        tx,
        program.merchant,
        account,
        points,
        key=key,
        natural_key=key,
        expires_at=expires_at(terms.expiry, at, time_zone),
        idle_months=terms.expiry.months if isinstance(terms.expiry, Idle) else None,
        reason=Granted(what=bonus, program_version=program.version),
        at=at,
    )
    if not posting.replayed:
        fact = BonusGranted(member=str(member), what=bonus, points=points)
        await journal.write(tx, program.merchant, fact, at=at)


def _points(terms: Terms, bonus: Bonus) -> Points | None:
    return terms.sign_up if bonus == "sign_up" else terms.birthday
