"""What staff correct on a sale: whose it was, and a reward that was redeemed by mistake."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.faces.console.explained import explained
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.sales.filters import SALES
from regulars.faces.console.whose import candidates
from regulars.kernel.errors import NotFound, RegularsError
from regulars.kernel.ids import MemberId, RedemptionId, SaleId
from regulars.members.read import read_member
from regulars.merchants.model import Role
from regulars.programs.model import Redemption
from regulars.programs.read import redemptions_on
from regulars.sales.model import Sale
from regulars.sales.read import read_sale
from regulars.sales.set_member import set_member
from regulars.sales.undo import undo_redemption

SALE = f"{SALES}/{{sale_id:uuid}}"
WHOSE = "Whose sale it was"
NOBODY = ("Nobody", "The sale earns no points")


@get(f"{SALE}/versions/{{version:int}}")
async def show_version(
    request: ConsoleRequest, sale_id: FromPath[UUID], version: FromPath[int]
) -> Page:
    """How the points of a version of the bill came about."""
    sale = await read_sale(request.db, request.merchant.id, SaleId(sale_id))
    known = max(0, min(version, sale.version))
    return request.part("sales/explained.html", told=await explained(request, sale, known))


@get(f"{SALE}/member", may=Role.MANAGER)
async def show_setting(request: ConsoleRequest, sale_id: FromPath[UUID]) -> Page:
    sale = await read_sale(request.db, request.merchant.id, SaleId(sale_id))
    return await _show_setting(request, sale, Form({"member": str(sale.member or "")}))


@post(f"{SALE}/members")
async def show_candidates(request: ConsoleRequest, sale_id: FromPath[UUID]) -> Page:
    """Whose it may have been: who is looked for, and who is chosen already."""
    await read_sale(request.db, request.merchant.id, SaleId(sale_id))
    form = await request.read_form()
    people = await candidates(request, form, NOBODY)
    return request.part("whom.html", form=form, people=people, whose=WHOSE)


@post(f"{SALE}/member")
async def set_by_hand(request: ConsoleRequest, sale_id: FromPath[UUID]) -> Response[Any]:
    sale = await read_sale(request.db, request.merchant.id, SaleId(sale_id))
    form = await request.read_form()
    member = _chosen(form)
    if form.is_good:
        try:
            await set_member(
                request.db,
                request.merchant.id,
                sale.id,
                member,
                note=form.value("note"),
                at=request.now,
                actor=request.actor,
            )
        except RegularsError as refusal:
            form.refuse(refusal)
    if not form.is_good:
        return await _show_setting(request, sale, form, status=422)
    sentence = "The sale is nobody's now."
    if member is not None:
        name = (await read_member(request.db, request.merchant.id, member)).name
        sentence = f"The sale is {name}'s now."
    return request.go_to(f"{SALES}/{sale.id}", good=sentence)


@get(f"{SALE}/redemptions/{{redemption_id:uuid}}/undo", may=Role.MANAGER)
async def show_taking_back(
    request: ConsoleRequest, sale_id: FromPath[UUID], redemption_id: FromPath[UUID]
) -> Page:
    sale, redemption = await _redemption(request, sale_id, redemption_id)
    return _show_taking_back(request, sale, redemption, Form({}))


@post(f"{SALE}/redemptions/{{redemption_id:uuid}}/undo")
async def take_back(
    request: ConsoleRequest, sale_id: FromPath[UUID], redemption_id: FromPath[UUID]
) -> Response[Any]:
    sale, redemption = await _redemption(request, sale_id, redemption_id)
    form = await request.read_form()
    try:
        await undo_redemption(
            request.db,
            request.merchant.id,
            redemption.id,
            note=form.value("note"),
            at=request.now,
            actor=request.actor,
        )
    except RegularsError as refusal:
        form.refuse(refusal)
        return _show_taking_back(request, sale, redemption, form, status=422)
    sentence = f"“{redemption.title}” was taken back. What it cost the guest is there again."
    return request.go_to(f"{SALES}/{sale.id}", good=sentence)


def _chosen(form: Form) -> MemberId | None:
    """Who was chosen; None for nobody."""
    text = form.value("member")
    if not text:
        return None
    try:
        return MemberId(UUID(text))
    except ValueError:
        form.errors["member"] = "Choose somebody from the list."
        return None


async def _redemption(
    request: ConsoleRequest, sale_id: UUID, redemption_id: UUID
) -> tuple[Sale, Redemption]:
    """A sale and what was redeemed on it. Raises `NotFound`, also for what is of another sale."""
    db, merchant = request.db, request.merchant.id
    sale = await read_sale(db, merchant, SaleId(sale_id))
    if sale.connection is not None:
        for one in await redemptions_on(db, merchant, sale.connection, sale.order):
            if one.id == RedemptionId(redemption_id):
                return sale, one
    raise NotFound("This was not redeemed on this sale.")


async def _show_setting(
    request: ConsoleRequest, sale: Sale, form: Form, *, status: int = 200
) -> Page:
    return request.page(
        "sales/member.html",
        status=status,
        here="sales",
        sale=sale,
        form=form,
        people=await candidates(request, form, NOBODY),
        whose=WHOSE,
    )


def _show_taking_back(
    request: ConsoleRequest, sale: Sale, redemption: Redemption, form: Form, *, status: int = 200
) -> Page:
    return request.page(
        "sales/take_back.html",
        status=status,
        here="sales",
        sale=sale,
        redemption=redemption,
        form=form,
    )


ROUTES = [
    show_version,
    show_setting,
    show_candidates,
    set_by_hand,
    show_taking_back,
    take_back,
]
