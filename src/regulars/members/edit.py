"""What is known of a member changes, or that somebody saw them."""

from datetime import datetime

import msgspec

from regulars.kernel.errors import NotFound
from regulars.kernel.ids import MemberId, MerchantId
from regulars.members.birthdays import check_born
from regulars.members.facts import MemberEdited
from regulars.members.model import Changes, Details, Member
from regulars.members.rules import checked
from regulars.members.store import members as store
from regulars.platform import journal
from regulars.platform.db import Database, RunAgain, Transaction


async def edit(
    db: Database,
    merchant: MerchantId,
    member: MemberId,
    changes: Changes,
    *,
    country: str,
    at: datetime,
    actor: str,
) -> Member:
    """Set the fields that `changes` has. Raises `NotFound`, and `Invalid` as enrolling does."""

    async def work(tx: Transaction) -> Member:
        known = await store.lock(tx, merchant, member)
        if known is None:
            raise NotFound("There is no such member.")
        if known.merged_into is not None:
            raise NotFound("This member has been merged with another one. Open that one.")
        before = details_of(known)
        after = checked(msgspec.structs.replace(before, **changes.made()), country=country)
        check_born(after.birthday, at)
        fields = tuple(
            field
            for field in Details.__struct_fields__
            if getattr(before, field) != getattr(after, field)
        )
        if not fields:
            return known
        await store.moves(tx, merchant, member, after)
        edited = await store.update(tx, merchant, known, after, at=at)
        await journal.write(tx, merchant, MemberEdited(member, fields), at=at, actor=actor)
        return edited

    return await db.tx(work)


async def seen(tx: Transaction, merchant: MerchantId, member: MemberId, *, at: datetime) -> None:
    """Remember that the member was served at `at`. A step; an earlier moment changes nothing.

    Raises `RunAgain` for somebody who was merged into another at this very moment: what was done
    for them is the other's.
    """
    if await store.seen(tx, merchant, member, at=at) is not None:
        raise RunAgain


def details_of(member: Member) -> Details:
    return Details(**{field: getattr(member, field) for field in Details.__struct_fields__})
