"""A line of a statement: how it came about, and undoing one that was a mistake."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.faces.console.explained import explained
from regulars.faces.console.forms import Form
from regulars.faces.console.members.by_hand import empty, key_of
from regulars.faces.console.members.story import lines_of
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import NotFound, RegularsError
from regulars.kernel.ids import EntryId, MemberId, SaleId
from regulars.ledger.model import Entry
from regulars.ledger.reasons import Earned, TakenBack
from regulars.ledger.statement import read_entry
from regulars.members.model import Member
from regulars.members.read import read_member
from regulars.merchants.model import Role
from regulars.programs.undo_points import undo_points
from regulars.sales.read import read_sale

ENTRY = "/console/members/{member_id:uuid}/entries/{entry_id:uuid}"


@get(ENTRY)
async def show_entry(
    request: ConsoleRequest, member_id: FromPath[UUID], entry_id: FromPath[UUID]
) -> Page:
    """How the points of one line came about, rule by rule."""
    _, entry = await _line(request, member_id, entry_id)
    found = None
    if isinstance(entry.reason, Earned | TakenBack):
        sale = await read_sale(request.db, request.merchant.id, SaleId(UUID(entry.reason.sale)))
        found = await explained(request, sale, entry.reason.version, lot=entry.lot)
    return request.part("sales/explained.html", told=found)


@get(f"{ENTRY}/undo", may=Role.MANAGER)
async def show_undoing(
    request: ConsoleRequest, member_id: FromPath[UUID], entry_id: FromPath[UUID]
) -> Page:
    member, entry = await _line(request, member_id, entry_id)
    return await _show(request, member, entry, empty())


@post(f"{ENTRY}/undo")
async def undo_line(
    request: ConsoleRequest, member_id: FromPath[UUID], entry_id: FromPath[UUID]
) -> Response[Any]:
    member, entry = await _line(request, member_id, entry_id)
    form = await request.read_form()
    key = key_of(form)
    if form.failure:
        return await _show(request, member, entry, form, status=422)
    try:
        done = await undo_points(
            request.db,
            request.merchant.id,
            member.id,
            entry.id,
            note=form.value("note"),
            key=key,
            at=request.now,
            actor=request.actor,
        )
    except RegularsError as refusal:
        form.refuse(refusal)
        return await _show(request, member, entry, form, status=422)
    sentence = f"Undone: {request.speech.number(abs(done.points))} points"
    sentence += " came back." if done.points > 0 else " were taken back."
    if done.short:
        sentence += f" {request.speech.number(done.short)} more had been spent already."
    return request.go_to(f"/console/members/{member.id}", good=sentence)


async def _line(request: ConsoleRequest, member: UUID, entry: UUID) -> tuple[Member, Entry]:
    """A line of a member's own statement. Raises `NotFound`, also for somebody else's."""
    db, merchant = request.db, request.merchant.id
    of = await read_member(db, merchant, MemberId(member))
    found = await read_entry(db, merchant, EntryId(entry))
    if found is None or found[0] != of.account:
        raise NotFound("There is no such line on this statement.")
    return of, found[1]


async def _show(
    request: ConsoleRequest, member: Member, entry: Entry, form: Form, *, status: int = 200
) -> Page:
    [line] = await lines_of(request, [entry], of=member)
    return request.page(
        "members/undo.html", status=status, here="members", member=member, line=line, form=form
    )


ROUTES = [show_entry, show_undoing, undo_line]
