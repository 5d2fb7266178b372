"""Whether what was read of an order is newer than what is recorded of it."""

from datetime import datetime, timedelta

from regulars.sales.errors import Overtaken
from regulars.sales.store.sales import Known

A_READING = timedelta(minutes=1)
"""No answer of a till is waited for as long."""


def check_newest(known: Known, read_at: datetime) -> None:
    """Raises `Overtaken` when the order was recorded while it was being read here.

    Longer than a moment no reading takes: then a clock was set back.
    """
    if known.is_new or known.recorded_at is None:
        return
    if timedelta(0) < known.recorded_at - read_at < A_READING:
        raise Overtaken("This order was recorded a moment ago. It is read again.")
