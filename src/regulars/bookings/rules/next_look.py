"""When a till is asked again about an order that nothing was heard of. Pure."""

from datetime import datetime, timedelta

SOONEST = timedelta(seconds=15)
LATEST = timedelta(minutes=5)
AN_EVENING = timedelta(hours=6)
AFTER_AN_EVENING = timedelta(hours=1)


def next_look(since: datetime, *, at: datetime) -> datetime:
    """The pause grows with the time that has passed `since` the order was asked for.

    A party that still sits is asked about every five minutes at most, so that the diary is never
    far behind the till; who sits longer than an evening was most likely forgotten.
    """
    age = at - since
    if age >= AN_EVENING:
        return at + AFTER_AN_EVENING
    return at + min(max(age / 4, SOONEST), LATEST)
