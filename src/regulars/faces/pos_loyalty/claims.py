"""What a redeem button carries: a signed claim, made fresh at each lookup.

The signature covers the connection as well, so that a claim is worth nothing on another merchant's
URL; it leaves `order_id` out, since the till puts the real one in place of its placeholder.
"""

from datetime import UTC, datetime
from uuid import UUID

from regulars.kernel.ids import MemberId, OfferId, RewardId, VoucherId
from regulars.kernel.points import Points
from regulars.merchants.keys import ConnectionKey
from regulars.platform.secrets import SIGNATURE, KeyRing, from_text, to_text
from regulars.programs.model import Claim

PURPOSE = "redemption-claim"
REWARD, OFFER, VOUCHER = 1, 2, 3
LENGTH = 16 + 16 + 1 + 16 + 8 + 6 + SIGNATURE


def write_claim(ring: KeyRing, key: ConnectionKey, claim: Claim) -> str:
    """The text of a claim, for a URL."""
    kind, subject = _subject(claim)
    body = b"".join(
        (
            claim.id.bytes,
            claim.member.bytes,
            kind.to_bytes(1),
            subject.bytes,
            claim.points.to_bytes(8),
            int(claim.issued_at.timestamp()).to_bytes(6),
        )
    )
    return to_text(body + ring.sign(_scope(key) + body, purpose=PURPOSE))


def read_claim(ring: KeyRing, key: ConnectionKey, text: str) -> Claim | None:
    """The claim that `text` is on this connection, or None for anything that we did not sign."""
    try:
        raw = from_text(text)
    except ValueError:
        return None
    if len(raw) != LENGTH or to_text(raw) != text:
        return None
    body, signature = raw[:-SIGNATURE], raw[-SIGNATURE:]
    if not ring.verify(_scope(key) + body, signature, purpose=PURPOSE):
        return None
    kind, subject = body[32], UUID(bytes=body[33:49])
    return Claim(
        id=UUID(bytes=body[:16]),
        member=MemberId(UUID(bytes=body[16:32])),
        reward=RewardId(subject) if kind == REWARD else None,
        offer=OfferId(subject) if kind == OFFER else None,
        voucher=VoucherId(subject) if kind == VOUCHER else None,
        points=Points(int.from_bytes(body[49:57])),
        issued_at=datetime.fromtimestamp(int.from_bytes(body[57:63]), UTC),
    )


def _subject(claim: Claim) -> tuple[int, UUID]:
    """What a claim is about: of which kind, and which one."""
    if claim.reward is not None:
        return REWARD, claim.reward
    if claim.offer is not None:
        return OFFER, claim.offer
    assert claim.voucher is not None
    return VOUCHER, claim.voucher


def _scope(key: ConnectionKey) -> bytes:
    return key.merchant.bytes + key.connection.bytes
