"""Members: finding one, enrolling one, and everything about one."""

import io
from typing import Any
from uuid import UUID

import segno
from litestar import Response, get, post
from litestar.params import FromPath

from regulars.faces.console.forms import Form
from regulars.faces.console.guests.visits import visits_of_member
from regulars.faces.console.members.details import (
    as_typed,
    country_of,
    show_faults,
    store_options,
    typed_details,
    typed_member,
)
from regulars.faces.console.members.listed import listed
from regulars.faces.console.members.merging import ROUTES as MERGING
from regulars.faces.console.members.points import ROUTES as POINTS
from regulars.faces.console.members.purse import purse_of
from regulars.faces.console.members.statement_file import ROUTES as STATEMENT_FILE
from regulars.faces.console.members.story import told
from regulars.faces.console.members.undoing import ROUTES as UNDOING
from regulars.faces.console.members.wallet import ROUTES as WALLET
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.tiers.standing import standing_of
from regulars.kernel.errors import Invalid, RegularsError
from regulars.kernel.ids import MemberId
from regulars.members.edit import edit
from regulars.members.model import Changes, Member
from regulars.members.read import how_many, read_member
from regulars.merchants.model import Role
from regulars.merchants.stores import stores
from regulars.programs.join import join

MEMBERS = "/console/members"


@get(MEMBERS)
async def show_members(request: ConsoleRequest) -> Page:
    """The newest members, or those that are looked for. htmx asks for the list alone."""
    shown = await listed(request)
    if request.is_htmx:
        return request.part("members/found.html", shown=shown)
    total = await how_many(request.db, request.merchant.id)
    return request.page(
        "members/list.html", here="members", live="/console/live", shown=shown, total=total
    )


@get(f"{MEMBERS}/new")
async def show_enrolling(request: ConsoleRequest) -> Page:
    return await _show_enrolling(request, Form(dict(request.query_params)))


@post(MEMBERS, may=Role.STAFF)
async def enrol_member(request: ConsoleRequest) -> Response[Any]:
    form = await request.read_form()
    new = typed_member(form)
    country = country_of(request.merchant, await stores(request.db, request.merchant.id), new.store)
    show_faults(form, new, country)
    if not form.is_good:
        return await _show_enrolling(request, form, status=422)
    try:
        member = await join(
            request.db, request.merchant.id, new, at=request.now, actor=request.actor
        )
    except Invalid as refusal:
        form.refuse(refusal)
        return await _show_enrolling(request, form, status=422)
    return request.go_to(f"{MEMBERS}/{member.id}", good=f"{member.name} is a member now.")


@get(f"{MEMBERS}/{{member_id:uuid}}")
async def show_member(request: ConsoleRequest, member_id: FromPath[UUID]) -> Page:
    """One member, with the points and how they came about. htmx asks for the story alone."""
    member = await read_member(request.db, request.merchant.id, MemberId(member_id))
    shown: dict[str, Any] = {
        "member": member,
        "story": await told(request, member),
        "purse": await purse_of(request, member),
        "tier": await standing_of(request, member.id),
    }
    if request.is_htmx:
        return request.part("members/story.html", **shown)
    venues = {store.id: store.name for store in await stores(request.db, request.merchant.id)}
    return request.page(
        "members/member.html",
        here="members",
        live="/console/live",
        **shown,
        kept=await _kept(request, member),
        visits=await visits_of_member(request, member.id),
        enrolled_at=venues.get(member.enrolled_store) if member.enrolled_store else "",
    )


@get(f"{MEMBERS}/{{member_id:uuid}}/edit", may=Role.MANAGER)
async def show_editing(request: ConsoleRequest, member_id: FromPath[UUID]) -> Page:
    member = await read_member(request.db, request.merchant.id, MemberId(member_id))
    return _show_editing(request, member, as_typed(member))


@post(f"{MEMBERS}/{{member_id:uuid}}")
async def edit_member(request: ConsoleRequest, member_id: FromPath[UUID]) -> Response[Any]:
    member = await read_member(request.db, request.merchant.id, MemberId(member_id))
    form, venues = await request.read_form(), await stores(request.db, request.merchant.id)
    country = country_of(request.merchant, venues, member.enrolled_store)
    details = typed_details(form)
    show_faults(form, details, country)
    if form.is_good:
        try:
            await edit(
                request.db,
                request.merchant.id,
                member.id,
                Changes(**{field: getattr(details, field) for field in details.__struct_fields__}),
                country=country,
                at=request.now,
                actor=request.actor,
            )
        except RegularsError as refusal:
            form.refuse(refusal)
    if not form.is_good:
        return _show_editing(request, member, form, status=422)
    return request.go_to(f"{MEMBERS}/{member.id}", good="Changes saved.")


@get(f"{MEMBERS}/{{member_id:uuid}}/code.svg")
async def draw_code(request: ConsoleRequest, member_id: FromPath[UUID]) -> Response[bytes]:
    """The member code for a scanner."""
    member = await read_member(request.db, request.merchant.id, MemberId(member_id))
    picture = io.BytesIO()
    segno.make_qr(member.code).save(picture, kind="svg", border=3, light="#fff", scale=4)
    headers = {"Cache-Control": "private, max-age=86400"}
    return Response(picture.getvalue(), media_type="image/svg+xml", headers=headers)


async def _kept(request: ConsoleRequest, member: Member) -> Member | None:
    """Who a member is by now, who was merged into another."""
    if member.merged_into is None:
        return None
    return await read_member(request.db, request.merchant.id, member.merged_into)


async def _show_enrolling(request: ConsoleRequest, form: Form, *, status: int = 200) -> Page:
    options = store_options(await stores(request.db, request.merchant.id))
    return request.page(
        "members/new.html", status=status, here="members", form=form, stores=options
    )


def _show_editing(
    request: ConsoleRequest, member: Member, form: Form, *, status: int = 200
) -> Page:
    return request.page(
        "members/edit.html", status=status, here="members", member=member, form=form
    )


ROUTES = [
    show_members,
    show_enrolling,
    enrol_member,
    show_member,
    show_editing,
    edit_member,
    draw_code,
    *MERGING,
    *POINTS,
    *STATEMENT_FILE,
    *UNDOING,
    *WALLET,
]
