"""Points given or taken by hand."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.faces.console.forms import Form
from regulars.faces.console.members.by_hand import Way, empty, key_of
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import MemberId
from regulars.kernel.points import Points
from regulars.ledger.statement import balance
from regulars.members.model import Member
from regulars.members.read import read_member
from regulars.merchants.model import Role
from regulars.programs.adjust_points import adjust_points

POINTS = "/console/members/{member_id:uuid}/points"
MOST = 1_000_000


@get(POINTS, may=Role.MANAGER)
async def show_adjusting(request: ConsoleRequest, member_id: FromPath[UUID]) -> Page:
    member = await read_member(request.db, request.merchant.id, MemberId(member_id))
    return await _show(request, member, empty())


@post(POINTS)
async def adjust_by_hand(request: ConsoleRequest, member_id: FromPath[UUID]) -> Response[Any]:
    member = await read_member(request.db, request.merchant.id, MemberId(member_id))
    form = await request.read_form()
    way = form.choice("way", Way, Way.GIVE)
    points = form.whole("points", required="How many points?", least=1, most=MOST)
    key = key_of(form)
    if form.is_good and points is not None:
        try:
            await adjust_points(
                request.db,
                request.merchant.id,
                member.id,
                Points(points if way is Way.GIVE else -points),
                note=form.value("note"),
                key=key,
                time_zone=request.merchant.time_zone,
                at=request.now,
                actor=request.actor,
            )
        except RegularsError as refusal:
            form.refuse(refusal)
    if not form.is_good:
        return await _show(request, member, form, status=422)
    done = "given to" if way is Way.GIVE else "taken from"
    sentence = f"{request.speech.number(points or 0)} points {done} {member.name}."
    return request.go_to(f"/console/members/{member.id}", good=sentence)


async def _show(request: ConsoleRequest, member: Member, form: Form, *, status: int = 200) -> Page:
    has = await balance(request.db, request.merchant.id, member.account, at=request.now)
    return request.page(
        "members/points.html", status=status, here="members", member=member, form=form, has=has
    )


ROUTES = [show_adjusting, adjust_by_hand]
