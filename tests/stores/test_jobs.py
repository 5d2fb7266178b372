"""Jobs: done once, remembered for a while."""

from datetime import UTC, datetime, timedelta

from regulars.platform import jobs
from regulars.platform.db import Database

LOGGED = """
    insert into pgqueuer_log (created, job_id, status, priority, entrypoint)
    values ($1, 1, 'successful', 0, 'x') returning id
"""


async def test_what_the_queue_wrote_about_old_jobs_is_forgotten(db: Database) -> None:
    now = datetime.now(UTC)
    for age in (1, 29, 31, 400):
        await db.value(LOGGED, now - timedelta(days=age))

    await jobs.forget(db, before=now - timedelta(days=30))

    assert await db.value("select count(*) from pgqueuer_log") == 2
