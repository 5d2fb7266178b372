"""Each action on the till screen as one call. All answer with the whole till."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Controller, Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import UNSET

from regulars.simulator.cloud import Cloud
from regulars.simulator.drafts import LineDraft
from regulars.simulator.errors import Refused
from regulars.simulator.loyalty.calls import LoyaltyCalls
from regulars.simulator.model import Till
from regulars.simulator.till import (
    amounts,
    banners,
    members,
    redemption,
    sale,
    split,
    view,
)
from regulars.simulator.web.answers import body_of, shown
from regulars.simulator.web.bodies import (
    CustomerChoice,
    DiscountBody,
    LineChange,
    NewLine,
    PaymentBody,
    RedemptionBody,
    SaleBody,
    SearchBody,
    SplitBody,
)

Req = Request[Any, Any, Any]
Answer = Response[bytes]


class Desk:
    """The registers of the company, one action at a time on each."""

    def __init__(self, cloud: Cloud, calls: LoyaltyCalls) -> None:
        self.cloud = cloud
        self.calls = calls
        self._locks: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    @asynccontextmanager
    async def at(self, register: int) -> AsyncIterator[Till]:
        self.cloud.register(register)
        async with self._locks[register]:
            yield self.cloud.till(register)
        self.cloud.save()

    def show(self, till: Till) -> Answer:
        return shown(view.whole_till(self.cloud, till))


AtDesk = NamedDependency[Desk]
Id = FromPath[int]


class TillCalls(Controller):
    path = "/till"

    @get()
    async def registers(self, desk: AtDesk) -> Answer:
        return shown(view.all_tills(desk.cloud))

    @get("/{register:int}")
    async def look(self, desk: AtDesk, register: Id) -> Answer:
        return desk.show(desk.cloud.till(register))

    @delete("/{register:int}/message", status_code=200)
    async def dismiss(self, desk: AtDesk, register: Id) -> Answer:
        async with desk.at(register) as till:
            till.message = None
            return desk.show(till)

    @delete("/{register:int}/notifications/{order:int}/{number:int}", status_code=200)
    async def dismiss_banner(self, desk: AtDesk, register: Id, order: Id, number: Id) -> Answer:
        async with desk.at(register) as till:
            banners.dismiss(desk.cloud, till, order, number)
            return desk.show(till)


class SaleCalls(Controller):
    path = "/till/{register:int}/sale"

    @post(status_code=200)
    async def start(self, request: Req, desk: AtDesk, register: Id) -> Answer:
        body = await body_of(request, SaleBody)
        async with desk.at(register) as till:
            sale.start(
                desk.cloud,
                till,
                staff_id=body.staff_id,
                order_type=body.order_type,
                guests=body.guests,
                notes=body.notes,
                table=body.table,
            )
            return desk.show(till)

    @put()
    async def change_details(self, request: Req, desk: AtDesk, register: Id) -> Answer:
        body = await body_of(request, SaleBody)
        async with desk.at(register) as till:
            sale.change_details(
                desk.cloud,
                till,
                order_type=body.order_type,
                guests=body.guests,
                notes=body.notes,
                table=body.table,
            )
            return desk.show(till)

    @delete(status_code=200)
    async def void(self, desk: AtDesk, register: Id) -> Answer:
        async with desk.at(register) as till:
            sale.void(desk.cloud, till)
            return desk.show(till)

    @post("/split", status_code=200)
    async def split(self, request: Req, desk: AtDesk, register: Id) -> Answer:
        body = await body_of(request, SplitBody)
        async with desk.at(register) as till:
            split.split(desk.cloud, till, body.lines)
            return desk.show(till)

    @post("/lines", status_code=200)
    async def add_line(self, request: Req, desk: AtDesk, register: Id) -> Answer:
        body = await body_of(request, NewLine)
        draft = LineDraft(
            product_id=body.product_id,
            quantity=body.quantity,
            notes=body.notes,
            modifiers=body.modifiers,
        )
        async with desk.at(register) as till:
            sale.add_line(desk.cloud, till, draft)
            return desk.show(till)

    @put("/lines/{number:int}")
    async def change_line(self, request: Req, desk: AtDesk, register: Id, number: Id) -> Answer:
        body = await body_of(request, LineChange)
        draft = amounts.line_discount(body.percent_off, body.amount_off)
        draft.quantity = UNSET if body.quantity is None else body.quantity
        draft.notes = UNSET if body.notes is None else body.notes
        async with desk.at(register) as till:
            sale.change_line(desk.cloud, till, number, draft)
            return desk.show(till)

    @delete("/lines/{number:int}", status_code=200)
    async def remove_line(self, desk: AtDesk, register: Id, number: Id) -> Answer:
        async with desk.at(register) as till:
            sale.remove_line(desk.cloud, till, number)
            return desk.show(till)

    @put("/discount")
    async def give_discount(self, request: Req, desk: AtDesk, register: Id) -> Answer:
        body = await body_of(request, DiscountBody)
        async with desk.at(register) as till:
            sale.give_discount(desk.cloud, till, percent=body.percent, amount=body.amount)
            return desk.show(till)

    @delete("/discount", status_code=200)
    async def remove_discount(self, desk: AtDesk, register: Id) -> Answer:
        async with desk.at(register) as till:
            sale.remove_discount(desk.cloud, till)
            return desk.show(till)

    @post("/hold", status_code=200)
    async def hold(self, desk: AtDesk, register: Id) -> Answer:
        async with desk.at(register) as till:
            sale.hold(desk.cloud, till)
            return desk.show(till)

    @post("/payments", status_code=200)
    async def pay(self, request: Req, desk: AtDesk, register: Id) -> Answer:
        body = await body_of(request, PaymentBody)
        async with desk.at(register) as till:
            sale.pay(
                desk.cloud,
                till,
                method_id=body.method_id,
                amount=body.amount,
                tip=body.tip,
                ref=body.ref,
                keep_open=body.keep_open,
            )
            return desk.show(till)

    @post("/completion", status_code=200)
    async def complete(self, desk: AtDesk, register: Id) -> Answer:
        async with desk.at(register) as till:
            sale.complete(desk.cloud, till)
            return desk.show(till)


class MemberCalls(Controller):
    path = "/till/{register:int}"

    @post("/search", status_code=200)
    async def search(self, request: Req, desk: AtDesk, register: Id) -> Answer:
        body = await body_of(request, SearchBody)
        async with desk.at(register) as till:
            await members.search(desk.cloud, desk.calls, till, body.keyword, body.client_id)
            return desk.show(till)

    @put("/sale/customer")
    async def choose(self, request: Req, desk: AtDesk, register: Id) -> Answer:
        body = await body_of(request, CustomerChoice)
        async with desk.at(register) as till:
            if body.member_id is not None:
                await members.choose_member(desk.cloud, desk.calls, till, body.member_id)
            elif body.customer_id is not None:
                await members.choose_customer(desk.cloud, desk.calls, till, body.customer_id)
            else:
                raise Refused("Give member_id or customer_id.")
            return desk.show(till)

    @delete("/sale/customer", status_code=200)
    async def remove(self, desk: AtDesk, register: Id) -> Answer:
        async with desk.at(register) as till:
            members.remove_customer(desk.cloud, till)
            return desk.show(till)

    @post("/sale/rewards", status_code=200)
    async def rewards(self, desk: AtDesk, register: Id) -> Answer:
        async with desk.at(register) as till:
            await members.look_up_again(desk.cloud, desk.calls, till)
            return desk.show(till)

    @post("/sale/redemptions", status_code=200)
    async def redeem(self, request: Req, desk: AtDesk, register: Id) -> Answer:
        body = await body_of(request, RedemptionBody)
        async with desk.at(register) as till:
            await redemption.redeem(desk.cloud, desk.calls, till, body.reward_id, body.quantity)
            return desk.show(till)
