"""How a member's points came about, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from regulars.faces.console.members.lines import Line, Names, line
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.ids import EntryId, MemberId
from regulars.ledger.model import Balance, Entry
from regulars.ledger.reasons import Moved
from regulars.ledger.statement import balance, can_be_undone, lots_by_id, statement
from regulars.members.model import Member
from regulars.members.names import names_of
from regulars.members.read import merged_into
from regulars.merchants.model import Role
from regulars.merchants.stores import stores
from regulars.merchants.users import users
from regulars.programs.define import find_program

ON_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Earlier:
    """The statement of somebody who was merged into the member, from before that."""

    member: Member
    lines: Sequence[Line]
    more: bool


@dataclass(frozen=True, slots=True)
class Story:
    """A member's points and a page of how they came about.

    What was somebody else's before a merge stands below the last page.
    """

    balance: Balance
    label: str
    lines: Sequence[Line]
    next: str
    is_newest: bool
    earlier: Sequence[Earlier]

    @property
    def last_day(self) -> datetime | None:
        """The last moment at which the points that are the next to expire can be used."""
        soon = self.balance.next_expiry
        return soon.at - timedelta(seconds=1) if soon else None


async def told(request: ConsoleRequest, member: Member) -> Story:
    """The member's points now, and the page that `before` in the address asks for."""
    merchant, db = request.merchant.id, request.db
    before = _mark(request)
    entries = await statement(db, merchant, member.account, before=before, limit=ON_A_PAGE + 1)
    program = await find_program(db, merchant)
    shown = entries[:ON_A_PAGE]
    more = f"/console/members/{member.id}?before={shown[-1].id}" if len(entries) > ON_A_PAGE else ""
    return Story(
        balance=await balance(db, merchant, member.account, at=request.now),
        label=program.points_label if program else "points",
        lines=await lines_of(request, shown, of=member),
        next=more,
        is_newest=before is None,
        earlier=[] if more else await earlier(request, member),
    )


async def earlier(request: ConsoleRequest, member: Member) -> Sequence[Earlier]:
    """What everybody who is the member by now had before, the latest merge first."""
    merchant, db, found = request.merchant.id, request.db, []
    for one in await merged_into(db, merchant, member.id):
        entries = await statement(db, merchant, one.account, limit=ON_A_PAGE + 1)
        lines = await lines_of(request, entries[:ON_A_PAGE], of=one)
        found.append(Earlier(one, lines, more=len(entries) > ON_A_PAGE))
    return found


async def lines_of(
    request: ConsoleRequest, entries: Sequence[Entry], *, of: Member
) -> Sequence[Line]:
    """Entries of a member's account in plain words."""
    db, merchant = request.db, request.merchant.id
    names = await names_in(request, entries)
    lots = await lots_by_id(db, merchant, {entry.lot for entry in entries if entry.lot})
    may_undo = request.me.role is not Role.STAFF and of.merged_into is None
    undoable = await can_be_undone(db, merchant, entries) if may_undo else frozenset()
    return [
        line(
            entry,
            names,
            request.speech,
            lot=lots.get(entry.lot) if entry.lot else None,
            now=request.now,
            can_be_undone=entry.id in undoable,
        )
        for entry in entries
    ]


async def names_in(request: ConsoleRequest, entries: Sequence[Entry]) -> Names:
    """What the ids in these entries are called."""
    db, merchant = request.db, request.merchant.id
    return Names(
        {store.id: store.name for store in await stores(db, merchant)},
        {f"user:{user.id}": user.name for user in await users(db, merchant)},
        await _members_in(request, entries),
    )


async def _members_in(request: ConsoleRequest, entries: Sequence[Entry]) -> Mapping[str, str]:
    moves = [entry.reason for entry in entries if isinstance(entry.reason, Moved)]
    ids = {MemberId(UUID(one)) for move in moves for one in (move.gone, move.into)}
    if not ids:
        return {}
    found = await names_of(request.db, request.merchant.id, ids)
    return {str(member): one.name for member, one in found.items()}


def _mark(request: ConsoleRequest) -> EntryId | None:
    """The last entry of the page before; the first page for anything that is none."""
    try:
        return EntryId(UUID(request.query_params.get("before", "")))
    except ValueError:
        return None
