"""Each action on the till's lists of orders as one call. All answer with the whole till."""

from litestar import Controller, delete, post

from regulars.simulator.till import finished, members, waiting
from regulars.simulator.web.answers import body_of
from regulars.simulator.web.bodies import Acceptance, RefundBody
from regulars.simulator.web.till import Answer, AtDesk, Id, Req


class OrderCalls(Controller):
    path = "/till/{register:int}/orders/{order:int}"

    @post("/acceptance", status_code=200)
    async def accept(self, request: Req, desk: AtDesk, register: Id, order: Id) -> Answer:
        body = await body_of(request, Acceptance)
        async with desk.at(register) as till:
            if waiting.accept(desk.cloud, till, order, open_it=body.open):
                await members.look_up(desk.cloud, desk.calls, till)
            return desk.show(till)

    @post("/rejection", status_code=200)
    async def reject(self, desk: AtDesk, register: Id, order: Id) -> Answer:
        async with desk.at(register) as till:
            waiting.reject(desk.cloud, till, order)
            return desk.show(till)

    @post("/resumption", status_code=200)
    async def resume(self, desk: AtDesk, register: Id, order: Id) -> Answer:
        async with desk.at(register) as till:
            waiting.resume(desk.cloud, till, order)
            await members.look_up(desk.cloud, desk.calls, till)
            return desk.show(till)

    @delete(status_code=200)
    async def void(self, desk: AtDesk, register: Id, order: Id) -> Answer:
        async with desk.at(register) as till:
            waiting.void(desk.cloud, till, order)
            return desk.show(till)

    @post("/refund", status_code=200)
    async def refund(self, request: Req, desk: AtDesk, register: Id, order: Id) -> Answer:
        body = await body_of(request, RefundBody)
        async with desk.at(register) as till:
            finished.refund(
                desk.cloud,
                till,
                order,
                method_id=body.method_id,
                wanted=body.lines,
                amount=body.amount,
            )
            return desk.show(till)

    @delete("/refund", status_code=200)
    async def take_refund_back(self, desk: AtDesk, register: Id, order: Id) -> Answer:
        async with desk.at(register) as till:
            finished.take_refund_back(desk.cloud, till, order)
            return desk.show(till)

    @post("/reopening", status_code=200)
    async def open_again(self, desk: AtDesk, register: Id, order: Id) -> Answer:
        async with desk.at(register) as till:
            finished.open_again(desk.cloud, till, order)
            await members.look_up(desk.cloud, desk.calls, till)
            return desk.show(till)
