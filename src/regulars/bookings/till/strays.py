"""What found no partner between diary and till, and why, as the venue reads it."""

from regulars.bookings.model import Booking
from regulars.kernel.ids import StoreId
from regulars.pos.model import PosOrder
from regulars.sales.stray import Stray


def store_without_site(store: StoreId, name: str) -> Stray:
    """A party sat down where no till is."""
    return Stray(
        code="store_without_site",
        sentence=(
            f"{name} has no site on the till, so its parties get no order there. "
            "Say in the app’s settings which site it is."
        ),
        store=store,
        about=str(store),
        to_do=True,
    )


def one_too_many(booking: Booking, kept: PosOrder, other: PosOrder) -> Stray:
    """The till has two orders of one booking, and staff have worked on both."""
    return Stray(
        code="order_too_many",
        sentence=(
            f"Booking {booking.code} has two orders on the till, and staff have worked on both. "
            f"Its own is {kept.number}; put what is on {other.number} there."
        ),
        store=booking.store,
        about=other.ref,
        details={"booking": booking.code, "order": kept.ref, "other": other.ref},
        to_do=True,
    )


def unknown_reference(store: StoreId | None, order: PosOrder) -> Stray:
    """An order says that it is a booking's, and no booking knows it."""
    return Stray(
        code="order_without_booking",
        sentence=f"Order {order.number} carries {order.reference}, which is no booking here.",
        store=store,
        about=order.ref,
        details={"reference": order.reference},
    )


def too_late(booking: Booking, order: PosOrder) -> Stray:
    """An order was made after all, when its party was at no table any more."""
    return Stray(
        code="order_without_booking",
        sentence=(
            f"Order {order.number} for booking {booking.code} turned up on the till after the "
            "party had been taken from its table. Void it there if nobody needs it."
        ),
        store=booking.store,
        about=order.ref,
        details={"booking": booking.code, "reference": order.reference},
        to_do=True,
    )
