"""Identities: what a number or a code stands for, and how a new one is made.

Ids are made in the program, so that no two machines share a sequence. Most are UUIDs of version 7
(RFC 9562): the first 48 bits are the time, so new rows land beside each other in an index.
"""

import secrets
from datetime import datetime
from typing import NewType
from uuid import UUID

MerchantId = NewType("MerchantId", UUID)
StoreId = NewType("StoreId", int)
"""A plain integer, since tills write it into a path. Unique within a merchant."""
UserId = NewType("UserId", UUID)
ApiAccountId = NewType("ApiAccountId", UUID)
"""A till that calls the voucher API."""
ConnectionId = NewType("ConnectionId", UUID)
MemberId = NewType("MemberId", UUID)
AccountId = NewType("AccountId", UUID)
"""A ledger account. It says nothing about whose it is."""
HoldId = NewType("HoldId", UUID)
LotId = NewType("LotId", UUID)
EntryId = NewType("EntryId", UUID)
RewardId = NewType("RewardId", UUID)
OfferId = NewType("OfferId", UUID)
RuleId = NewType("RuleId", UUID)
"""A rule of earning."""
TierId = NewType("TierId", UUID)
SegmentId = NewType("SegmentId", UUID)
PictureId = NewType("PictureId", UUID)
RedemptionId = NewType("RedemptionId", UUID)
SaleId = NewType("SaleId", UUID)
RefundId = NewType("RefundId", UUID)
ExceptionId = NewType("ExceptionId", UUID)
"""Something that could not be done as it was asked."""
VoucherId = NewType("VoucherId", UUID)
UseId = NewType("UseId", UUID)
"""One voucher on one order."""
BatchId = NewType("BatchId", UUID)
"""Vouchers that were made or changed together."""
SectionId = NewType("SectionId", UUID)
TableId = NewType("TableId", UUID)
CombinationId = NewType("CombinationId", UUID)
ServiceId = NewType("ServiceId", UUID)
BlockoutId = NewType("BlockoutId", UUID)
QuietOfferId = NewType("QuietOfferId", UUID)
"""What is given for coming when it is quiet."""
GuestId = NewType("GuestId", UUID)
"""Somebody who books, a member or not."""
BookingId = NewType("BookingId", UUID)
SeatingId = NewType("SeatingId", UUID)
TicketId = NewType("TicketId", UUID)
FactId = NewType("FactId", UUID)

UNAMBIGUOUS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters and digits that are not taken for one another: no 0 and O, no 1 and I."""


def uuid7(at: datetime) -> UUID:
    """A new UUID of version 7 made at `at`. 74 of its bits are drawn unguessably."""
    milliseconds = int(at.timestamp() * 1000)
    drawn = secrets.randbits(74)
    high, low = drawn >> 62, drawn & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def lowest_uuid7(at: datetime) -> UUID:
    """A bound below every UUID of version 7 that is made from `at` on."""
    return UUID(int=int(at.timestamp() * 1000) << 80)


def draw_code(groups: int = 2, size: int = 4) -> str:
    """An unguessable code that can be read out over a bar: `K7QM-2XHP`."""
    bits = secrets.randbits(5 * size * groups)  # five for each of 32 letters
    letters = [UNAMBIGUOUS[bits >> 5 * place & 31] for place in range(size * groups)]
    return "-".join("".join(letters[at : at + size]) for at in range(0, len(letters), size))


def draw_store_id() -> StoreId:
    """A store's number: nine digits, never with a leading zero."""
    return StoreId(100_000_000 + secrets.randbelow(900_000_000))
