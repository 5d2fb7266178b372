"""What a webhook of Kounta tells: which order changed. The order itself is read from the till."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Any

import msgspec

from regulars.faces.inbound.errors import WrongSignature
from regulars.kernel.errors import Invalid
from regulars.merchants.model import Connection

COMPLETED = "orders/completed"
TOPICS = frozenset({COMPLETED, "orders/deleted", "orders/updated", "orders/created"})
ID = re.compile(r"[0-9A-Za-z_-]{1,40}")


class OrderBody(msgspec.Struct, frozen=True):
    """The order as the till sends it, or a wrapping with the order in `data`."""

    id: int | str | None = None
    id_str: str | None = None
    site_id: int | str | None = None
    company_id: int | str | None = None
    data: "OrderBody | None" = None


@dataclass(frozen=True, slots=True)
class Notice:
    """One delivery. The guest's name and the bill in it are not kept."""

    order: str
    site: str
    company: str
    sha256: str

    def for_inbox(self) -> dict[str, Any]:
        """What is kept: enough to read the order, and to know the same delivery again."""
        return {"order": self.order, "site": self.site, "sha256": self.sha256}

    def concerns(self, connection: Connection) -> bool:
        """Whether the order's site is one of our stores. One that is not named may be."""
        return not self.site or connection.store_of(self.site) is not None


def verify(raw: bytes, signature: str | None, signature_token: str) -> None:
    """Raises `WrongSignature` unless `signature` is the HMAC-SHA256 of `raw` in hexadecimal."""
    wanted = hmac.digest(signature_token.encode(), raw, "sha256").hex()
    if not hmac.compare_digest(wanted.encode(), (signature or "").strip().lower().encode()):
        raise WrongSignature("The delivery is not signed with this connection's signature token.")


def read_notice(raw: bytes, connection: Connection) -> Notice:
    """The notice in a delivery's body. Raises `Invalid` for anything that is no order of ours."""
    try:
        body = msgspec.json.decode(raw, type=OrderBody)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Invalid("The body is not an order in JSON.") from error
    order = body.data or body
    notice = Notice(
        order=order.id_str or _text(order.id),
        site=_text(order.site_id),
        company=_text(order.company_id),
        sha256=hashlib.sha256(raw).hexdigest(),
    )
    if not ID.fullmatch(notice.order):
        raise Invalid("The body names no order.", field="id")
    if notice.site and not ID.fullmatch(notice.site):
        raise Invalid("The body names no site.", field="site_id")
    if notice.company and notice.company != connection.company_id:
        raise Invalid("The order is another company's.", field="company_id")
    return notice


def named_order(raw: bytes) -> str:
    """The order that a call about an order of ours names; empty where none can be made out.

    How a till calls is written down nowhere, so anything is taken.
    """
    try:
        body = msgspec.json.decode(raw or b"{}", type=OrderBody)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    order = body.data or body
    named = order.id_str or _text(order.id)
    return named if ID.fullmatch(named) else ""


def read_topic(text: str | None) -> str:
    """The topic that the address was registered for."""
    topic = text or COMPLETED
    if topic not in TOPICS:
        raise Invalid("That topic is not known here.", field="topic")
    return topic


def _text(value: int | str | None) -> str:
    return "" if value is None else str(value)
