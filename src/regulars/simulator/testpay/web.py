"""Testpay over HTTP: its API, the page where a person pays, and what is tried out on it."""

import hmac
from decimal import Decimal
from typing import Any

import msgspec
from litestar import Controller, Request, Response, delete, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from regulars.simulator.errors import Refused
from regulars.simulator.pages import POLICY
from regulars.simulator.testpay.desk import DECLINED, FAULTS, GOOD, Desk, Fault
from regulars.simulator.testpay.model import Checkout, Draft, Refund
from regulars.simulator.testpay.notices import Notifier
from regulars.simulator.web.answers import body_of, shown

PREFIX = "/payments"

Req = Request[Any, Any, Any]


class RefundBody(msgspec.Struct, forbid_unknown_fields=True):
    amount: Decimal


class FaultBody(msgspec.Struct, forbid_unknown_fields=True):
    kind: Fault


def desk_of(request: Req) -> Desk:
    desk: Desk = request.state.testpay
    return desk


def admitted(request: Req) -> Desk:
    """The desk, for who has its key."""
    desk = desk_of(request)
    given = request.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {desk.key}".encode()):
        raise Refused("The key is wrong.", code="invalid_token")
    return desk


def key_of(request: Req) -> str:
    key = request.headers.get("idempotency-key", "")
    if not key:
        raise Refused("Idempotency-Key is missing.")
    return str(key)


class Api(Controller):
    path = f"{PREFIX}/v1/checkouts"

    @post(status_code=201)
    async def open(self, request: Req) -> Response[bytes]:
        desk = admitted(request)
        draft = await body_of(request, Draft)
        return shown(told(desk, desk.open(draft, key_of(request)), request), 201)

    @get("/{ident:str}")
    async def read(self, request: Req, ident: FromPath[str]) -> Response[bytes]:
        desk = admitted(request)
        return shown(told(desk, desk.checkout(ident), request))

    @post("/{ident:str}/refunds", status_code=201)
    async def refund(self, request: Req, ident: FromPath[str]) -> Response[bytes]:
        desk = admitted(request)
        body = await body_of(request, RefundBody)
        refund: Refund = desk.refund(ident, body.amount, key_of(request))
        return shown({"id": refund.id, "amount": str(refund.amount)}, 201)


class PayPage(Controller):
    path = f"{PREFIX}/pay/{{ident:str}}"
    response_headers = {"Content-Security-Policy": POLICY}  # noqa: RUF012 a name of Litestar's

    @get()
    async def page(self, request: Req, ident: FromPath[str]) -> Template:
        desk = desk_of(request)
        return pay_page(desk, desk.checkout(ident))

    @post()
    async def pay(self, request: Req, ident: FromPath[str]) -> Template | Redirect:
        """A form: `card`, good or declined."""
        desk = desk_of(request)
        card = str((await request.form()).get("card", ""))
        try:
            paid = desk.pay(ident, card)
        except Refused as refused:
            return pay_page(desk, desk.checkout(ident), problem=refused.sentence)
        return Redirect(paid.draft.return_url, status_code=303)


class DeskPage(Controller):
    """Where whoever has the account sees what was paid, and gives it back."""

    path = f"{PREFIX}/desk"
    response_headers = {"Content-Security-Policy": POLICY}  # noqa: RUF012 a name of Litestar's

    @get()
    async def page(self, request: Req) -> Template:
        return desk_page(desk_of(request))

    @post()
    async def give_back(self, request: Req) -> Template | Redirect:
        """A form: `checkout`, and how much as `amount`."""
        desk, form = desk_of(request), await request.form()
        try:
            desk.give_back(str(form.get("checkout", "")), amount_of(form.get("amount")))
        except Refused as refused:
            return desk_page(desk, problem=refused.sentence)
        return Redirect(f"{PREFIX}/desk", status_code=303)


class Lab(Controller):
    """What goes wrong, on demand."""

    path = f"{PREFIX}/lab"

    @get("/faults")
    async def faults(self, request: Req) -> Response[bytes]:
        return shown({"kinds": FAULTS, "waiting": desk_of(request).faults})

    @post("/faults", status_code=200)
    async def add(self, request: Req) -> Response[bytes]:
        """The next call, or notice, that it can strike is struck."""
        desk = desk_of(request)
        desk.faults.append((await body_of(request, FaultBody)).kind)
        return shown({"waiting": desk.faults})

    @delete("/faults", status_code=200)
    async def clear(self, request: Req) -> Response[bytes]:
        desk_of(request).faults.clear()
        return shown({"waiting": []})

    @post("/deliveries", status_code=200)
    async def deliver(self, request: Req) -> Response[bytes]:
        """Send every notice that waits or was held back, now."""
        notifier: Notifier = request.state.notifier
        return shown({"attempted": await notifier.deliver()})


def pay_page(desk: Desk, checkout: Checkout, *, problem: str = "") -> Template:
    context = {
        "checkout": checkout,
        "status": checkout.status(desk.clock()),
        "problem": problem,
        "good": GOOD,
        "declined": DECLINED,
    }
    return Template("testpay.html", context=context, status_code=402 if problem else 200)


def desk_page(desk: Desk, *, problem: str = "") -> Template:
    paid = [one for one in reversed(desk.books.checkouts.values()) if one.payment is not None]
    context = {"paid": paid, "problem": problem}
    return Template("testpay_desk.html", context=context, status_code=422 if problem else 200)


def amount_of(typed: object) -> Decimal:
    try:
        return msgspec.convert(str(typed), Decimal, strict=False)
    except msgspec.ValidationError as error:
        raise Refused("An amount like 12.50, please.") from error


def told(desk: Desk, checkout: Checkout, request: Req) -> dict[str, Any]:
    draft, payment = checkout.draft, checkout.payment
    address = request.base_url.with_replacements(path=f"{PREFIX}/pay/{checkout.id}", query="")
    return {
        "id": checkout.id,
        "url": str(address),
        "status": checkout.status(desk.clock()),
        "amount": str(draft.amount),
        "currency": draft.currency,
        "metadata": draft.metadata,
        "payment": payment and {"id": payment.id, "paid_at": payment.paid_at.isoformat()},
        "refunded": str(checkout.refunded),
        "refunds": [{"id": one.id, "amount": str(one.amount)} for one in checkout.refunds],
    }


ROUTES: list[type[Controller]] = [Api, PayPage, DeskPage, Lab]
