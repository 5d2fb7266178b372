"""What tills ask the voucher API: about a voucher, about a member, and to take an order.

The hub has the members of even numbers and `pgbench` those of odd ones, because `pgbench` posts the
figures of one order again and again, and cannot reckon what is in a wallet's book.
"""

import random
from collections.abc import Iterator
from itertools import count
from typing import Any
from urllib.parse import urlencode

import msgspec

from bench.people import code_of, people
from bench.till import Plan
from bench.vouchers.stock import (
    AMOUNT,
    FIRST_STORE,
    KINDS,
    SHARE,
    STORED,
    STORES,
    Stock,
    store_of,
    voucher_code,
)

THEIR_HOT, HOT, LITTLE = 1, 2, 4
"""Members: whose wallet all of `pgbench` uses, whose all tills use, and whose they empty."""

SPREAD_FROM = 6
BILL = 6
GIVEN = {SHARE: 0.6, AMOUNT: 3.0, STORED: 5.0}
"""What a bill is, and what a voucher of each kind takes off it."""

KNOWN = 5_000


class VoucherRequests:
    """The requests of one run against one stock."""

    def __init__(self, plan: Plan, stock: Stock) -> None:
        self._plan = plan
        self._stock = stock
        self._drawn = random.Random(plan.run)  # noqa: S311  which vouchers are asked for
        self._places = count()
        self._phones = phones(min(plan.members, KNOWN))

    def validate(self) -> Iterator[bytes]:
        """Half of it a wallet, half of it any other voucher."""
        while True:
            if self._drawn.random() < 0.5:
                yield self.one_validate(code_of(self._member()), self._store())
            else:
                number = self._drawn.randint(1, self._stock.vouchers)
                yield self.one_validate(voucher_code(number), store_of(number))

    def one_validate(self, code: str, store: int) -> bytes:
        body = {"voucherCode": code, "totalNonDiscountedPrice": BILL}
        return self._post(store, "customer-voucher/validate/order", body)

    def customer_vouchers(self) -> Iterator[bytes]:
        """Three of four by the member's code, the others by a number as it is dialled at home."""
        while True:
            if self._drawn.random() < 0.75:
                yield self.one_customer(self._store(), memberCode=code_of(self._member()))
            else:
                phone = self._drawn.choice(self._phones)
                yield self.one_customer(self._store(), searchString=f"0{phone[3:]}")

    def one_customer(self, store: int, **query: str) -> bytes:
        path = f"/api/v1/stores/{store}/loyalty/customer-vouchers?{urlencode(query)}"
        return f"GET {path} HTTP/1.1\r\n{self._head()}\r\n".encode()

    def external_order(self) -> Iterator[bytes]:
        """Half with a wallet, a quarter with another voucher, a quarter with a member's code."""
        while True:
            match self._drawn.randrange(4):
                case 0:
                    yield self.one_order(self._store(), memberCode=code_of(self._member()))
                case 1:
                    kind = self._drawn.choice((SHARE, AMOUNT, STORED, STORED))
                    yield self.one_voucher_order(self._voucher(kind), kind)
                case _:
                    yield self.one_wallet_order(self._member(), self._store())

    def hot_wallet(self) -> Iterator[bytes]:
        """All with one wallet."""
        while True:
            yield self.one_wallet_order(HOT, self._store())

    def emptying(self) -> Iterator[bytes]:
        """Bills that a wallet pays whole, so that nothing is collected for what is paid."""
        while True:
            yield self.one_order(
                self._store(), total=5, voucherCode=code_of(LITTLE), totalDiscount=5
            )

    def one_wallet_order(self, member: int, store: int) -> bytes:
        return self.one_order(store, voucherCode=code_of(member), totalDiscount=GIVEN[STORED])

    def one_voucher_order(self, number: int, kind: int) -> bytes:
        code, given = voucher_code(number), GIVEN[kind]
        return self.one_order(store_of(number), voucherCode=code, totalDiscount=given)

    def one_order(self, store: int, *, total: float = BILL, **more: Any) -> bytes:
        body = {
            "externalOrderId": self.order(next(self._places)),
            "totalNonDiscountedPrice": total,
            "totalDiscountedPrice": round(total - more.get("totalDiscount", 0), 2),
            **more,
        }
        return self._post(store, "external-order", body)

    def order(self, place: int) -> int:
        """An id that no run before has had."""
        return self._plan.run * 1_000_000 + place

    def _member(self) -> int:
        return 2 * self._drawn.randint(SPREAD_FROM // 2, self._plan.members // 2)

    def _voucher(self, kind: int) -> int:
        return self._drawn.randrange(KINDS + kind, self._stock.vouchers, KINDS)

    def _store(self) -> int:
        return FIRST_STORE + self._drawn.randrange(STORES)

    def _post(self, store: int, what: str, body: dict[str, Any]) -> bytes:
        content = msgspec.json.encode(body)
        more = f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
        head = f"POST /api/v1/stores/{store}/{what} HTTP/1.1\r\n{self._head()}{more}\r\n"
        return head.encode() + content

    def _head(self) -> str:
        return f"Host: 127.0.0.1\r\nAuthorization: Bearer {self._stock.token}\r\n"


def phones(known: int) -> list[str]:
    """The telephone numbers of the first members that have one and are the hub's."""
    return [
        person.phone
        for number, person in enumerate(people(known), start=1)
        if person.phone and number % 2 == 0
    ]
