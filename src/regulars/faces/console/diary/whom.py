"""Who comes: members and guests, found as one types their name, phone or e-mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from regulars.bookings.guest import FoundGuest
from regulars.bookings.guests import find_guests, glance
from regulars.faces.console.diary.desk import Desk
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import GuestId, MemberId
from regulars.members.read import read_member

SHOWN = 5
ENOUGH = 2
"""Letters from which on somebody is looked for."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be meant."""

    value: str
    name: str
    note: str
    vip: bool
    is_member: bool


async def candidates(request: ConsoleRequest, form: Form, desk: Desk) -> Sequence[Candidate]:
    """Who is chosen already, then whom the typed name, phone or e-mail may mean."""
    chosen = await _chosen(request, form.value("who"))
    found: Sequence[FoundGuest] = ()
    keyword = _keyword(form)
    if keyword:
        try:
            found = await find_guests(
                request.db,
                request.merchant.id,
                keyword,
                country=desk.place.store.country,
                at=request.now,
                limit=SHOWN,
            )
        except RegularsError:
            found = ()
    people = [_candidate(one) for one in found]
    if chosen and chosen.value not in {one.value for one in people}:
        people.insert(0, chosen)
    return people


def _keyword(form: Form) -> str:
    """What says most of who it is."""
    typed = (form.value(name).strip() for name in ("phone", "email", "name"))
    return next((one for one in typed if len(one) >= ENOUGH), "")


def _candidate(found: FoundGuest) -> Candidate:
    value = f"guest:{found.guest}" if found.guest else f"member:{found.member}"
    visits = f"{found.visits} {'visit' if found.visits == 1 else 'visits'}" if found.visits else ""
    told = [one for one in (found.phone or found.email, visits) if one]
    return Candidate(value, found.name, " · ".join(told), found.vip, found.member is not None)


async def _chosen(request: ConsoleRequest, who: str) -> Candidate | None:
    """Whoever was pressed, although the words may not find them any more."""
    kind, _, number = who.partition(":")
    try:
        if kind == "member":
            member = await read_member(request.db, request.merchant.id, MemberId(UUID(number)))
            return Candidate(who, member.name, member.phone or "", vip=False, is_member=True)
        if kind == "guest":
            known = await glance(
                request.db, request.merchant.id, GuestId(UUID(number)), at=request.now
            )
            guest = known.guest
            return Candidate(
                who, guest.name, guest.phone or "", guest.vip, guest.member is not None
            )
    except (ValueError, RegularsError):
        return None
    return None
