"""The merchant's own vouchers: listed, made, changed, looked up by code."""

import re
from uuid import UUID

from msgspec import UnsetType

from regulars.faces.voucher_api.answers import VoucherPage, answer, store_voucher
from regulars.faces.voucher_api.call import Call
from regulars.faces.voucher_api.errors import OutOfReach, Unreadable
from regulars.faces.voucher_api.figures import needed_text, text
from regulars.faces.voucher_api.requests import (
    JsonOf,
    NewVoucherBody,
    ValidateCode,
    VoucherChange,
    parameters,
)
from regulars.faces.voucher_api.wire import Answer
from regulars.faces.voucher_api.wishes import (
    Place,
    in_our_words,
    merged,
    new_voucher,
    refuse_new_face,
)
from regulars.kernel.ids import MemberId, VoucherId
from regulars.kernel.money import Money
from regulars.members.read import by_code as member_by_code
from regulars.vouchers.edit import revise
from regulars.vouchers.errors import CannotUse, NoSuchVoucher
from regulars.vouchers.issue import issue
from regulars.vouchers.model import Filter, Problem, Terms, Voucher
from regulars.vouchers.quote import quote
from regulars.vouchers.read import list_vouchers
from regulars.vouchers.rules import sentence_of

CREATE, UPDATE, VALIDATE = JsonOf(NewVoucherBody), JsonOf(VoucherChange), JsonOf(ValidateCode)

USUAL, MOST = 20, 5000
LAST_PAGE = 1_000_000
WHOLE = re.compile(r"-?[0-9]{1,9}")


async def list_store_vouchers(call: Call) -> Answer:
    """The vouchers that can be used in the store, newest first, a page at a time."""
    asked = parameters(call.query)
    number = _whole(asked, "page", 0, least=0, most=LAST_PAGE)
    size = _whole(asked, "size", USUAL, least=-1, most=MOST)
    if size == 0:
        raise Unreadable("At least 1, or -1 for as many as there can be.", field="size")
    size = MOST if size == -1 else size
    page = await list_vouchers(
        call.db, call.merchant, Filter(store=call.store.id), limit=size, offset=number * size
    )
    return answer(
        VoucherPage(
            total_pages=-(-page.total // size),
            total_elements=page.total,
            page_number=number,
            page_size=size,
            data=[store_voucher(voucher) for voucher in page.vouchers],
        )
    )


async def create_voucher(call: Call) -> Answer:
    """Make a voucher. An account that reaches some stores makes vouchers for these."""
    asked: NewVoucherBody = call.read(CREATE)
    member = await _member(call, asked)
    new = new_voucher(asked, _place(call), member, reach=call.till.stores)
    _check_reach(call, new.terms)
    with in_our_words():
        made = await issue(call.db, call.merchant, new, at=call.at, actor=call.actor)
    return answer(store_voucher(made), status=201)


async def update_voucher(call: Call) -> Answer:
    """Change a voucher; what is left out stays, also where somebody else is changing it."""
    asked: VoucherChange = call.read(UPDATE)
    member = await _member(call, asked)
    place = _place(call)

    def change(voucher: Voucher) -> Terms:
        _check_here(call, voucher)
        _check_reach(call, voucher.terms)
        refuse_new_face(asked, voucher, place)
        terms = merged(asked, voucher.terms, place, member)
        _check_reach(call, terms)
        return terms

    with in_our_words():
        changed = await revise(
            call.db, call.merchant, _voucher_id(call), change, at=call.at, actor=call.actor
        )
    return answer(store_voucher(changed), status=201)


async def validate_code(call: Call) -> Answer:
    """A voucher that can be used now in the store. No bill is known, so none is too small."""
    asked: ValidateCode = call.read(VALIDATE)
    code = needed_text(asked.code, "code")
    nothing = Money.zero(call.currency)
    found = await quote(call.db, call.merchant, call.store.id, code, nothing, at=call.at)
    if found.problem not in (None, Problem.BELOW_MINIMUM):
        raise CannotUse(found.problem, sentence_of(found.problem))
    return answer(store_voucher(found.voucher))


async def _member(call: Call, asked: VoucherChange) -> MemberId | None:
    """Whom `memberCode` means. Raises `Unreadable`."""
    code = (
        None if isinstance(asked.member_code, UnsetType) else text(asked.member_code, "memberCode")
    )
    if code is None:
        return None
    found = await member_by_code(call.db, call.merchant, code)
    if found is None:
        raise Unreadable("No member has this code.", field="memberCode")
    return found.id


def _check_here(call: Call, voucher: Voucher) -> None:
    """Raises `NoSuchVoucher` for one that cannot be used in this store."""
    stores = voucher.terms.stores
    if stores and call.store.id not in stores:
        raise NoSuchVoucher("There is no such voucher.")


def _check_reach(call: Call, terms: Terms) -> None:
    """Raises `OutOfReach` for a voucher that is good where the account may not go."""
    if not call.till.reaches(terms.stores):
        raise OutOfReach("This voucher is also for stores that this account does not reach.")


def _place(call: Call) -> Place:
    return Place(call.currency, call.zone)


def _voucher_id(call: Call) -> VoucherId:
    """Raises `NoSuchVoucher`."""
    try:
        return VoucherId(UUID(call.subject))
    except ValueError as error:
        raise NoSuchVoucher("There is no such voucher.") from error


def _whole(asked: dict[str, str], name: str, default: int, *, least: int, most: int) -> int:
    """A whole number of the query. Raises `Unreadable`."""
    written = asked.get(name, str(default))
    if not WHOLE.fullmatch(written) or not least <= int(written) <= most:
        raise Unreadable(f"A whole number from {least} to {most}, please.", field=name)
    return int(written)
