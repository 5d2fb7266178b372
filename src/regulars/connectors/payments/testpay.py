"""Testpay's API: checkouts that are asked for, read and given back, and its signed notices."""

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal, TypeVar, assert_never
from uuid import UUID

import httpx
import msgspec

from regulars.connectors.payments.errors import checked, translated
from regulars.kernel.errors import Invalid
from regulars.kernel.ids import MerchantId
from regulars.kernel.money import Money
from regulars.platform.payment import (
    Ask,
    NotFromProvider,
    Opened,
    Ours,
    PaymentState,
    Standing,
)

T = TypeVar("T")

WITHIN = 10.0
"""Seconds that each step of one question may take."""

CLOCKS_DIFFER = timedelta(minutes=5)
"""A notice that was signed longer ago, or later, is one that somebody kept, or made."""

SIGNATURE = "testpay-signature"


class TheirPayment(msgspec.Struct, frozen=True):
    id: str
    paid_at: datetime


class TheirRefund(msgspec.Struct, frozen=True):
    id: str


class TheirCheckout(msgspec.Struct, frozen=True):
    id: str
    url: str
    status: Literal["open", "paid", "expired"]
    amount: Decimal
    currency: str
    refunded: Decimal
    payment: TheirPayment | None = None
    refunds: tuple[TheirRefund, ...] = ()


class TheirMetadata(msgspec.Struct, frozen=True):
    merchant: UUID
    checkout: UUID


class TheirNotice(msgspec.Struct, frozen=True):
    metadata: TheirMetadata


class Testpay:
    """The account at `url` that `key` opens; `secret` is what its notices are signed with."""

    __test__ = False

    def __init__(
        self, url: str, key: str, secret: str, *, transport: httpx.AsyncBaseTransport
    ) -> None:
        self._url = url
        self._key = key
        self._secret = secret
        self._transport = transport

    def __repr__(self) -> str:
        return f"Testpay({self._url}, •••)"

    @property
    def name(self) -> str:
        return "testpay"

    async def open(self, ask: Ask) -> Opened:
        """Ask for a payment. Our checkout is the key: the same is the same payment."""
        body = {
            "amount": str(ask.amount.major),
            "currency": ask.amount.currency,
            "title": ask.title,
            "return_url": ask.return_url,
            "notify_url": ask.notify_url,
            "expires_at": ask.ends_at.isoformat(),
            "metadata": {
                "merchant": str(ask.ours.merchant),
                "checkout": str(ask.ours.checkout),
            },
        }
        key = str(ask.ours.checkout)
        found = await self._asked("POST", "checkouts", TheirCheckout, body=body, key=key)
        return Opened(found.id, found.url)

    async def read(self, reference: str) -> Standing:
        """How a payment stands."""
        found = await self._asked("GET", f"checkouts/{reference}", TheirCheckout)
        return Standing(
            state=_state(found),
            amount=Money.of(found.amount, found.currency),
            transaction=found.payment.id if found.payment else "",
            paid_at=found.payment.paid_at if found.payment else None,
            refunded=Money.of(found.refunded, found.currency),
            refund=found.refunds[-1].id if found.refunds else "",
        )

    async def give_back(self, reference: str, amount: Money, *, key: str) -> None:
        """Give a payment back, or a part of it, once for each `key`."""
        path, body = f"checkouts/{reference}/refunds", {"amount": str(amount.major)}
        await self._asked("POST", path, TheirRefund, body=body, key=key)

    def heard(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Ours:
        """Which payment a notice is about. What else it says is not read."""
        self._verify(headers.get(SIGNATURE, ""), body, at=at)
        try:
            about = msgspec.json.decode(body, type=TheirNotice).metadata
        except msgspec.MsgspecError as error:
            raise Invalid("The notice names no payment of ours.") from error
        return Ours(MerchantId(about.merchant), about.checkout)

    def _verify(self, signature: str, body: bytes, *, at: datetime) -> None:
        """Raises `NotFromProvider` unless the notice was signed with our secret, lately."""
        moment, _, given = signature.removeprefix("t=").partition(",v1=")
        signed = f"{moment}.".encode() + body
        wanted = hmac.digest(self._secret.encode(), signed, "sha256").hex()
        if not hmac.compare_digest(wanted.encode(), given.encode()):
            raise NotFromProvider("The notice is not signed with this account's secret.")
        if abs(int(moment) - at.timestamp()) > CLOCKS_DIFFER.total_seconds():
            raise NotFromProvider("The notice was signed at another time.")

    async def _asked(
        self, method: str, path: str, shape: type[T], *, body: object = None, key: str = ""
    ) -> T:
        headers = {"Accept": "application/json", "Authorization": f"Bearer {self._key}"}
        if key:
            headers |= {"Content-Type": "application/json", "Idempotency-Key": key}
        with translated():
            request = httpx.Request(
                method,
                f"{self._url}/v1/{path}",
                headers=headers,
                content=None if body is None else msgspec.json.encode(body),
                extensions={"timeout": httpx.Timeout(WITHIN).as_dict()},
            )
            answer = await self._transport.handle_async_request(request)
            try:
                await answer.aread()
            finally:
                await answer.aclose()
            return msgspec.json.decode(checked(answer).content, type=shape)


def _state(checkout: TheirCheckout) -> PaymentState:
    match checkout.status:
        case "open":
            return PaymentState.OPEN
        case "paid":
            return PaymentState.PAID
        case "expired":
            return PaymentState.ENDED
        case other:
            assert_never(other)
