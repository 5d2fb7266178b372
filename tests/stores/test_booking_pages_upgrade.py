"""Promises to a venue that had a booking page before: its guests are told no news that are none."""

from collections.abc import AsyncIterator

import pytest_asyncio
from tests.stores.upgrading import upgraded

from regulars.platform.db import Database

BEFORE = 8
"""The newest migration of the release before."""

LIVED = """
    insert into merchants
    values (id(1), 'Harbour', 'AU', 'AUD', 'en_AU', 'Australia/Sydney', now());
    insert into stores (merchant_id, id, name, country, time_zone, created_at)
    values (id(1), 1, 'Harbour', 'AU', 'Australia/Sydney', now());
    insert into booking_pages (merchant_id, store_id, slug, open, most_covers, notice_minutes,
                               days_ahead, cancel_minutes)
    values (id(1), 1, 'harbour', true, 8, 60, 90, 120);
    insert into bookings (merchant_id, id, store_id, code, kind, source, status, status_type, day,
                          starts_at, duration_minutes, booked_for, booked_minutes, covers,
                          created_at, created_by, updated_at)
    select id(1), id(number), 1, 'AAAA-AAA' || number, 'booking', 'online', status, status,
           current_date + number, now() + ahead, 90, now() + ahead, 90, 2, now(), 'guest', now()
      from (values (2, 'confirmed', interval '3 days'), (3, 'confirmed', interval '3 hours'),
                   (4, 'cancelled', interval '3 days'), (5, 'finished', interval '-3 days'))
        as lived (number, status, ahead);
    insert into booking_requests (merchant_id, key, input_hash, store_id, name, email, starts_at,
                                  booking_id, asked_at)
    select merchant_id, code, '', store_id, 'Rosa', code || '@example.test', starts_at, id, now()
      from bookings;
""".replace("id(1)", "pg_temp.id(1)").replace("id(number)", "pg_temp.id(number)")
"""Bookings to come, soon, off and over, as they were kept before."""

KNOWN = """
    select r.told, l.what, l.sent_at, b.starts_at - l.due_at = interval '1 day' as is_a_day
      from bookings b
      join booking_requests r on r.booking_id = b.id
      left join booking_letters l on l.booking_id = b.id
     order by b.code
"""


@pytest_asyncio.fixture
async def db(empty_database_url: str) -> AsyncIterator[Database]:
    """A venue of the release before, upgraded."""
    async with upgraded(empty_database_url, before=BEFORE, lived=LIVED) as database:
        yield database


async def test_who_booked_before_knows_how_it_stands_and_is_reminded(db: Database) -> None:
    known = [tuple(row.values()) for row in await db.all(KNOWN)]
    assert known == [
        ("booked", "reminder", None, True),
        ("booked", None, None, None),
        ("off", None, None, None),
        ("booked", None, None, None),
    ]
