"""The till's cloud: what every part of the simulator works on."""

import random
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

from regulars.simulator.catalogue import PaymentMethod, Product, Register, Site, Staff
from regulars.simulator.errors import not_found
from regulars.simulator.faults import Faults
from regulars.simulator.log import Log
from regulars.simulator.model import Addon, Customer, Order, State, Till
from regulars.simulator.pricing import Bill, Rounding, bill_of, smallest_unit
from regulars.simulator.switches import Switches

Thing = TypeVar("Thing")
Clock = Callable[[], datetime]
BEYOND_53_BITS = 2**53 + 1


class Cloud:
    def __init__(
        self, state: State, *, clock: Clock, random: random.Random, path: Path | None = None
    ) -> None:
        self.state = state
        self.clock = clock
        self.random = random
        self.path = path
        self.faults = Faults()
        self.log = Log()
        self.wake_deliveries: Callable[[], None] = lambda: None

    @property
    def switches(self) -> Switches:
        return self.state.switches

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.state.company.timezone)

    def now(self) -> datetime:
        return self.clock()

    def local(self, at: datetime) -> str:
        return at.astimezone(self.zone).isoformat(timespec="seconds")

    def new_id(self, kind: str) -> int:
        """Ids grow by one, but for orders, whose gaps are those of a cloud with other merchants."""
        if kind == "order" and self.faults.strike("huge_order_id"):
            return max(BEYOND_53_BITS, max(self.state.orders, default=0) + 1)
        step = self.random.randint(1, 9) if kind == "order" else 1
        self.state.last_ids[kind] = self.state.last_ids.get(kind, 0) + step
        return self.state.last_ids[kind]

    def new_token(self) -> str:
        return f"{self.random.getrandbits(160):040x}"

    def bill(self, order: Order) -> Bill:
        return bill_of(order, self.rounding)

    @property
    def rounding(self) -> Rounding:
        unit = smallest_unit(self.state.company.currency)
        return Rounding(unit, fixed_with_tax=self.switches.fixed_variation_with_tax)

    def money(self, amount: Decimal) -> str:
        """As text with the currency's decimals; a zero is never negative."""
        return str(self.rounding.round(amount) + 0)

    def site(self, site_id: int) -> Site:
        return found(self.state.sites.get(site_id), "site", site_id)

    def register(self, register_id: int) -> Register:
        return found(self.state.registers.get(register_id), "register", register_id)

    def staff(self, staff_id: int) -> Staff:
        return found(self.state.staff.get(staff_id), "staff member", staff_id)

    def product(self, product_id: int) -> Product:
        return found(self.state.products.get(product_id), "product", product_id)

    def method(self, method_id: int) -> PaymentMethod:
        return found(self.state.payment_methods.get(method_id), "payment method", method_id)

    def customer(self, customer_id: int) -> Customer:
        return found(self.state.customers.get(customer_id), "customer", customer_id)

    def order(self, order_id: int) -> Order:
        return found(self.state.orders.get(order_id), "order", order_id)

    def addon(self, client_id: str) -> Addon:
        return found(self.state.addons.get(client_id), "application", client_id)

    def till(self, register_id: int) -> Till:
        self.register(register_id)
        if register_id not in self.state.tills:
            first = min(self.state.staff)
            self.state.tills[register_id] = Till(register_id=register_id, staff_id=first)
        return self.state.tills[register_id]

    def save(self) -> None:
        if self.path is None:
            return
        beside = self.path.with_name(f".{self.path.name}.{secrets.token_hex(4)}")
        try:
            beside.write_bytes(msgspec.json.encode(self.state))
            beside.chmod(0o600)
            beside.replace(self.path)
        finally:
            with suppress(FileNotFoundError):
                beside.unlink()


def found(thing: Thing | None, what: str, ident: object) -> Thing:
    if thing is None:
        raise not_found(what, ident)
    return thing
