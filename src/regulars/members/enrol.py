"""A guest joins the program."""

from datetime import datetime

from regulars.kernel.errors import Invalid
from regulars.kernel.ids import AccountId, MemberId, MerchantId, draw_code, uuid7
from regulars.members.birthdays import check_born
from regulars.members.facts import MemberEnrolled
from regulars.members.model import Member, NewMember
from regulars.members.rules import checked
from regulars.members.store import members as store
from regulars.platform import journal
from regulars.platform.db import Transaction


async def enrol(
    tx: Transaction,
    merchant: MerchantId,
    new: NewMember,
    account: AccountId,
    *,
    at: datetime,
    actor: str,
) -> Member:
    """Keep a new member whose points are in `account`, under a code that nobody has. A step.

    Raises `Invalid` with the field that cannot be used, or that another member has already.
    """
    country = await store.country(tx, merchant, new.store)
    if country is None:
        raise Invalid("That store does not exist.", field="store")
    details = checked(new, country=country)
    check_born(details.birthday, at)
    member = None
    while member is None:
        member = await store.insert(
            tx,
            merchant,
            details,
            member=MemberId(uuid7(at)),
            account=account,
            code=draw_code(),
            store=new.store,
            at=at,
        )
    await journal.write(tx, merchant, MemberEnrolled(member.id, new.store), at=at, actor=actor)
    return member
