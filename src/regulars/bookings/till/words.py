"""What a host reads about an order on the till."""

from regulars.bookings.model import TicketState
from regulars.bookings.rules.next_step import Why
from regulars.kernel.errors import RegularsError

KEPT = {
    Why.ITEMS: (
        "The order stays on the till: staff have put something on it. "
        "Seat the party again, or void the order at the till."
    ),
    Why.PAYMENTS: (
        "The order stays on the till: staff have taken a payment on it. "
        "Seat the party again, or settle the order at the till."
    ),
    Why.FINISHED: "The order stays on the till: it is finished there.",
    Why.LATE: (
        "The order stays on the till: it is older than five minutes. "
        "Void it at the till if nobody needs it."
    ),
}

ENDED = {
    TicketState.REJECTED: (
        "order_rejected",
        "Staff at the till did not take the order. Send it again if the party needs one.",
    ),
    TicketState.GONE: (
        "order_gone",
        "The order was deleted at the till. Send it again if the party needs one.",
    ),
}
"""Code and sentence of an order that came to nothing while its party sits."""

NOT_FOUND = "The till has not said yet whether it made the order."


def trouble(refusal: RegularsError, *, is_known: bool) -> str:
    """The till did not do what the diary asked for."""
    so = (
        "The order on the till was left as it is."
        if is_known
        else "Nobody knows yet whether the till made the order."
    )
    return f"{so} {refusal.sentence}"
