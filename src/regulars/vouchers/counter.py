"""A till asks for a member, and for what the member can use now."""

from datetime import datetime

from regulars.kernel.errors import Invalid, NotFound
from regulars.kernel.ids import MerchantId, StoreId
from regulars.members.rules import member_code
from regulars.platform.db import Reads
from regulars.vouchers.model import AtCounter, MemberAtCounter, Sought
from regulars.vouchers.rules import phones_sought, problem_of
from regulars.vouchers.store import at_till
from regulars.vouchers.store.at_till import AsAsked, MemberRow


async def customer_vouchers(
    reads: Reads, merchant: MerchantId, store: StoreId, sought: Sought, *, at: datetime
) -> AtCounter | None:
    """The member that `sought` means and the vouchers that can be used now in the store.

    None when nobody is found. No bill is known, so that the smallest one is not judged. A search
    string is read as a member code, then as a telephone number as it was typed, then as one of the
    store's country, then as that without the 0 that is dialled at home. One statement for all.
    Raises `Invalid` when nothing is sought, `NotFound` when there is no such store.
    """
    code_text = sought.member_code or (None if sought.phone_number else sought.search_string)
    phone_text = sought.phone_number or (None if sought.member_code else sought.search_string)
    if not code_text and not phone_text:
        raise Invalid("A member code, a telephone number or a search string is needed.")
    abroad, at_home = phones_sought(phone_text or "")
    found = await at_till.counter(
        reads,
        merchant,
        store,
        code=member_code(code_text or ""),
        abroad=abroad,
        at_home=at_home,
        both=bool(sought.member_code and sought.phone_number),
        at=at,
    )
    if found is None:
        raise NotFound("There is no such store.")
    if found.member is None:
        return None
    local = at.astimezone(found.time_zone)
    usable = [one.voucher for one in found.vouchers if _can_be_used(one, store, local)]
    return AtCounter(_shown(found.member), usable)


def _can_be_used(one: AsAsked, store: StoreId, local: datetime) -> bool:
    problem = problem_of(
        one.voucher,
        store=store,
        total=None,
        at=local,
        member_uses=one.member_uses,
        unpaid=one.unpaid,
    )
    return problem is None


def _shown(member: MemberRow) -> MemberAtCounter:
    return MemberAtCounter(
        id=member.id,
        code=member.code,
        name=f"{member.first_name} {member.last_name}".strip(),
        email=member.email,
        phone=member.phone,
    )
