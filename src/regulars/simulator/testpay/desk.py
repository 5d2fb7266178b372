"""What can be done with a checkout: ask for it, pay it, give it back."""

import random
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal, get_args

import msgspec

from regulars.simulator.errors import Refused, not_found
from regulars.simulator.testpay.model import (
    Books,
    Checkout,
    Draft,
    Notice,
    Payment,
    Refund,
)

Fault = Literal[
    "answer_lost",
    "server_error",
    "refused",
    "refund_lost",
    "refund_refused",
    "notice_lost",
    "notice_twice",
    "notice_late",
    "notice_wrong_signature",
]
FAULTS: tuple[Fault, ...] = get_args(Fault)

GOOD, DECLINED = "good", "declined"


class Desk:
    """`key` opens the API, `secret` signs notices. With `path` everything is kept in that file."""

    def __init__(
        self,
        key: str,
        secret: str,
        *,
        clock: Callable[[], datetime],
        random: random.Random,
        path: Path | None = None,
    ) -> None:
        self.key, self.secret = key, secret
        self.clock = clock
        self.books = remembered(path)
        self.faults: list[Fault] = []
        self.wake: Callable[[], None] = lambda: None
        self._random = random
        self._path = path

    def open(self, draft: Draft, key: str) -> Checkout:
        """Ask for a payment. The same `key` is the same checkout; with another draft, refused."""
        for checkout in self.books.checkouts.values():
            if checkout.key == key:
                if checkout.draft != draft:
                    raise Refused("This key came with another checkout.", code="wrong_status")
                return checkout
        if draft.amount <= 0 or draft.expires_at <= self.clock():
            raise Refused("A checkout has an amount, and a time to be paid in.")
        checkout = Checkout(id=self._new_id("co"), key=key, draft=draft)
        self.books.checkouts[checkout.id] = checkout
        self.save()
        return checkout

    def checkout(self, ident: str) -> Checkout:
        found = self.books.checkouts.get(ident)
        if found is None:
            raise not_found("checkout", ident)
        return found

    def pay(self, ident: str, card: str) -> Checkout:
        """A person pays, with a card that is good or one that is declined."""
        checkout = self.checkout(ident)
        if checkout.status(self.clock()) != "open":
            raise Refused("This cannot be paid any more.", code="wrong_status")
        if card != GOOD:
            raise Refused("The card was declined. Try another one.")
        checkout.payment = Payment(self._new_id("py"), self.clock())
        self._tell(checkout, "checkout.paid")
        self.save()
        return checkout

    def refund(self, ident: str, amount: Decimal, key: str) -> Refund:
        """An application gives money back, once for each `key`."""
        for refund in self.checkout(ident).refunds:
            if refund.key == key:
                if refund.amount != amount:
                    raise Refused("This key came with another amount.", code="wrong_status")
                return refund
        return self._give_back(ident, amount, key)

    def give_back(self, ident: str, amount: Decimal) -> Refund:
        """Whoever has the account gives money back, at this desk."""
        return self._give_back(ident, amount, "")

    def _give_back(self, ident: str, amount: Decimal, key: str) -> Refund:
        checkout = self.checkout(ident)
        if checkout.payment is None:
            raise Refused("Nothing was paid.", code="wrong_status")
        if not (amount.is_finite() and 0 < amount <= checkout.left):
            raise Refused("So much is not left of the payment.")
        refund = Refund(self._new_id("rf"), key, amount)
        checkout.refunds.append(refund)
        self._tell(checkout, "checkout.refunded")
        self.save()
        return refund

    def strike(self, *faults: Fault) -> Fault | None:
        """The first of `faults` that waits, used up."""
        found = next((fault for fault in self.faults if fault in faults), None)
        if found is not None:
            self.faults.remove(found)
        return found

    def save(self) -> None:
        if self._path is None:
            return
        beside = self._path.with_name(f".{self._path.name}")
        beside.write_bytes(msgspec.json.encode(self.books))
        beside.chmod(0o600)
        beside.replace(self._path)

    def _tell(self, checkout: Checkout, what: str) -> None:
        said = {"event": what, "checkout": checkout.id, "metadata": checkout.draft.metadata}
        fault = self.strike("notice_lost", "notice_twice", "notice_late", "notice_wrong_signature")
        notice = Notice(
            address=checkout.draft.notify_url,
            body=msgspec.json.encode(said).decode(),
            due_at=self.clock(),
            wrong_signature=fault == "notice_wrong_signature",
        )
        if fault == "notice_lost":
            notice.state = "given_up"
        if fault == "notice_late":
            notice.state = "held_back"
        self.books.notices += [notice, *self._again(notice, fault)]
        self.wake()

    def _again(self, notice: Notice, fault: Fault | None) -> list[Notice]:
        return [msgspec.structs.replace(notice)] if fault == "notice_twice" else []

    def _new_id(self, kind: str) -> str:
        return f"{kind}_{self._random.getrandbits(96):024x}"


def remembered(path: Path | None) -> Books:
    if path is None or not path.exists():
        return Books()
    return msgspec.json.decode(path.read_bytes(), type=Books)
