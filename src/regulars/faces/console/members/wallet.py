"""Money that is put into a wallet by hand, or taken out."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.faces.console.benefits import currency_symbol, read_money
from regulars.faces.console.forms import Form
from regulars.faces.console.members.by_hand import Way, empty, key_of
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import MemberId
from regulars.members.model import Member
from regulars.members.read import read_member
from regulars.merchants.model import Role
from regulars.vouchers.credit_by_hand import credit_by_hand
from regulars.vouchers.read import wallet_of

WALLET = "/console/members/{member_id:uuid}/wallet"


@get(WALLET, may=Role.MANAGER)
async def show_crediting(request: ConsoleRequest, member_id: FromPath[UUID]) -> Page:
    member = await read_member(request.db, request.merchant.id, MemberId(member_id))
    return await show(request, member, empty())


@post(WALLET)
async def credit_wallet(request: ConsoleRequest, member_id: FromPath[UUID]) -> Response[Any]:
    member = await read_member(request.db, request.merchant.id, MemberId(member_id))
    form = await request.read_form()
    way, key = form.choice("way", Way, Way.GIVE), key_of(form)
    amount = read_money(form, request, "amount", required="How much?")
    if not form.is_good or amount is None:
        return await show(request, member, form, status=422)
    try:
        await credit_by_hand(
            request.db,
            request.merchant.id,
            member.id,
            amount if way is Way.GIVE else -amount,
            note=form.value("note"),
            key=key,
            at=request.now,
            actor=request.actor,
        )
    except RegularsError as refusal:
        form.refuse(refusal)
        return await show(request, member, form, status=422)
    done = "put into" if way is Way.GIVE else "taken out of"
    sentence = f"{request.speech.money(amount)} {done} the wallet of {member.name}."
    return request.go_to(f"/console/members/{member.id}", good=sentence)


async def show(request: ConsoleRequest, member: Member, form: Form, *, status: int = 200) -> Page:
    wallet = await wallet_of(request.db, request.merchant.id, member.id)
    return request.page(
        "members/wallet.html",
        status=status,
        here="members",
        member=member,
        form=form,
        left=wallet.left if wallet else None,
        symbol=currency_symbol(request),
    )


ROUTES = [show_crediting, credit_wallet]
