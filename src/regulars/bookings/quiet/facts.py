"""What happens to offers on quiet slots."""

from typing import ClassVar

import msgspec


class QuietOfferSaved(msgspec.Struct, frozen=True, kw_only=True):
    """An offer for quiet times was made, changed, switched on or off, or removed."""

    kind: ClassVar[str] = "quiet_offer.saved"
    offer: str
    store: int
    name: str
    active: bool
    removed: bool = False

    @property
    def subject(self) -> str:
        return f"quiet_offer:{self.offer}"


class QuietOfferPromised(msgspec.Struct, frozen=True, kw_only=True):
    """A booking for a quiet time was promised something; `most` of the budget is set aside."""

    kind: ClassVar[str] = "quiet_offer.promised"
    offer: str
    booking: str
    most: int
    voucher: str

    @property
    def subject(self) -> str:
        return f"quiet_offer:{self.offer}"


class QuietOfferSettled(msgspec.Struct, frozen=True, kw_only=True):
    """What was promised with a booking was given, came to another amount, or lapsed.

    `state` is kept, lapsed, or promised where it waits for its bill again.
    """

    kind: ClassVar[str] = "quiet_offer.settled"
    offer: str
    booking: str
    state: str
    given: int

    @property
    def subject(self) -> str:
        return f"quiet_offer:{self.offer}"
