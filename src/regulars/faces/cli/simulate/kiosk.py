"""A till that calls the voucher API. It says what is finished until it knows that it was heard."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any, Literal

import httpx
import msgspec

from regulars.faces.cli.simulate.world import World
from regulars.merchants.model import Store

encoder = msgspec.json.Encoder(decimal_format="number")
decoder = msgspec.json.Decoder(float_hook=Decimal)

Heard = Literal["taken", "refused", "unheard"]


@dataclass
class Told:
    """An order as the kiosk told it, and what came of it."""

    store: Store
    id: str
    body: dict[str, Any]
    heard: Heard = "unheard"
    refunds: dict[str, int | None] = field(default_factory=dict)
    """Minor units by key, for those that were not heard yet; None is all."""
    may_be_cancelled: bool = False
    """Somebody asked for that and was not heard yet."""


class Kiosk:
    """Everything that was told, by the id of the order."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.orders: list[Told] = []

    async def call(self, method: str, path: str, body: Any = None) -> httpx.Response | None:
        """One call; None when nobody answered."""
        headers = {"Authorization": f"Bearer {self.world.business.token}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            return await self.world.caller.request(
                method,
                path,
                content=None if body is None else encoder.encode(body),
                headers=headers,
            )
        except httpx.TransportError:
            return None

    async def visit(self, draw: Random) -> AsyncIterator[None]:
        """A guest orders: perhaps a voucher is looked at first, then the order is reported."""
        world, store = self.world, draw.choice(self.world.stores)
        minor = draw.randint(300, 9000)
        code = draw.choice([*world.vouchers, *(one.code for one in world.members), ""])
        given = 0
        if code:
            given = await self.price(store, code, minor)
            yield
        told = self.note(store, body_of(draw, world, code, minor, given))
        await self.report(told)
        if draw.random() < 0.2:
            await self.report(told)
        if draw.random() < 0.1:
            await self.report_otherwise(told)
        yield
        if told.heard == "taken" and draw.random() < 0.4:
            async for _ in self.money_back(told, minor - given, draw):
                yield

    async def order(self, draw: Random, code: str) -> None:
        """One order at once, by a code."""
        store, minor = draw.choice(self.world.stores), draw.randint(300, 9000)
        given = await self.price(store, code, minor)
        await self.report(self.note(store, body_of(draw, self.world, code, minor, given)))

    def note(self, store: Store, body: dict[str, Any]) -> Told:
        """An order is about to be told."""
        told = Told(store, f"K{len(self.orders) + 1}", body)
        told.body["externalOrderId"] = told.id
        self.orders.append(told)
        return told

    async def price(self, store: Store, code: str, minor: int) -> int:
        """What the voucher would take off, in minor units; the till sees to it that it is given."""
        body = {
            "voucherCode": code,
            "totalNonDiscountedPrice": self.world.money(minor).major,
        }
        path = f"/api/v1/stores/{store.id}/customer-voucher/validate/order"
        answer = await self.call("POST", path, body)
        said = decoder.decode(answer.content) if answer and answer.is_success else {}
        if not said.get("active"):
            return 0
        return int(said["order"]["voucherDiscount"] * 100)

    async def report(self, told: Told) -> None:
        """Say it, and note what was heard."""
        answer = await self.call(
            "POST", f"/api/v1/stores/{told.store.id}/external-order", told.body
        )
        reason = "" if answer is None else answer.headers.get("error-code", "")
        if answer is not None and answer.status_code == 201:
            if told.heard != "taken":
                self.world.story.count("orders of other tills")
            told.heard = "taken"
        elif answer is not None and reason not in ("database_unavailable", "failed"):
            told.heard = "refused" if told.heard == "unheard" else told.heard
        if reason == "failed":
            self.world.unexpected.append(f"Order {told.id} was refused with an apology.")
        status = "nobody answers" if answer is None else f"{answer.status_code} {reason}".strip()
        self.world.tell(
            "kiosk", f"order {told.id} of {told.body['totalNonDiscountedPrice']}: {status}"
        )

    async def report_otherwise(self, told: Told) -> None:
        """The same id with another bill: it must not count."""
        other = told.body | {"totalNonDiscountedPrice": told.body["totalNonDiscountedPrice"] + 1}
        answer = await self.call("POST", f"/api/v1/stores/{told.store.id}/external-order", other)
        if answer is not None and answer.status_code == 201:
            if told.heard == "taken":
                self.world.unexpected.append(f"Order {told.id} was taken twice with two bills.")
            else:
                told.body, told.heard = other, "taken"
        self.world.tell("kiosk", f"order {told.id} with another bill")

    async def money_back(self, told: Told, left: int, draw: Random) -> AsyncIterator[None]:
        """Money goes back, in parts or all; more than was paid is asked for now and then."""
        for number in range(draw.randint(1, 3)):
            if draw.random() < 0.2:
                told.may_be_cancelled = True
                await self.cancel(told)
                return
            amount = draw.choice((None, draw.randint(1, max(left, 2)), left * 2 + 1))
            told.refunds[f"{told.id}-{number}"] = amount
            await self.refund(told, f"{told.id}-{number}")
            if draw.random() < 0.2:
                told.refunds[f"{told.id}-{number}"] = amount
                await self.refund(told, f"{told.id}-{number}")
            yield

    async def refund(self, told: Told, key: str) -> None:
        amount = told.refunds[key]
        body = {"key": key} | ({} if amount is None else {"amount": self.world.money(amount).major})
        path = f"/api/v1/stores/{told.store.id}/external-order/{told.id}/refund"
        answer = await self.call("POST", path, body)
        if answer is not None and answer.status_code < 500:
            del told.refunds[key]
        if answer is not None and answer.is_success:
            self.world.story.count("refunds at other tills")
        status = "nobody answers" if answer is None else answer.status_code
        self.world.tell("kiosk", f"refund {key} of {amount}: {status}")

    async def cancel(self, told: Told) -> None:
        path = f"/api/v1/stores/{told.store.id}/external-order/{told.id}/cancel"
        answer = await self.call("POST", path)
        if answer is not None and answer.status_code < 500:
            told.may_be_cancelled = False
        status = "nobody answers" if answer is None else answer.status_code
        self.world.tell("kiosk", f"cancels {told.id}: {status}")

    async def say_again(self) -> None:
        """Whatever was not heard is said once more."""
        for told in self.orders:
            if told.heard == "unheard":
                await self.report(told)
            for key in list(told.refunds):
                await self.refund(told, key)
            if told.may_be_cancelled:
                await self.cancel(told)


def body_of(draw: Random, world: World, code: str, minor: int, given: int) -> dict[str, Any]:
    """An order as one of the kinds of tills reports it: with all its figures, or with few."""
    body: dict[str, Any] = {"totalNonDiscountedPrice": world.money(minor).major}
    if code:
        body["voucherCode"] = code
    if draw.random() < 0.5:
        body["memberCode"] = draw.choice(world.members).code
    if draw.random() < 0.7:
        body["totalDiscount"] = world.money(given).major
    if draw.random() < 0.5:
        body["totalDiscountedPrice"] = world.money(minor - given).major
    return body
