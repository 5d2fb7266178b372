"""Mail: a row in the transaction of what it tells of, sent once that has committed.

A worker gives each mail to the mail server. Without one it is kept, for people to read in the
console. A mail that the server took is marked at once and never given to it again; only a worker
that dies between the two, some milliseconds, leaves one that is sent twice, under one Message-ID.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import msgspec

from regulars.kernel.errors import Invalid, NotFound, Unavailable
from regulars.kernel.ids import MerchantId, uuid7
from regulars.platform import jobs
from regulars.platform.db import Database, Reads, Row, Transaction
from regulars.platform.jobs import LATER, JobKind

COLUMNS = """
    id, sender, recipient, subject, body, html, about, confidential, state, problem, created_at,
    ended_at
"""

INSERT = """
    insert into mails (merchant_id, id, sender, recipient, subject, body, html, about,
                       confidential, state, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', $10)
"""

READ = f"select {COLUMNS} from mails where merchant_id = $1 and id = $2"  # noqa: S608

NEWEST = f"""
    select {COLUMNS} from mails
     where merchant_id = $1 and ($2::text is null or about = $2)
       and ($3::timestamptz is null or (created_at, id) < ($3, $4))
     order by created_at desc, id desc
     limit $5
"""  # noqa: S608

END = """
    update mails
       set state = $3, problem = $4, ended_at = $5,
           body = case when confidential and $3 = 'sent' then '' else body end,
           html = case when confidential and $3 = 'sent' then null else html end
     where merchant_id = $1 and id = $2 and state = 'waiting'
"""

NOTE = "update mails set problem = $3 where merchant_id = $1 and id = $2 and state = 'waiting'"

WAIT_AGAIN = """
    update mails set state = 'waiting', problem = '', ended_at = null, created_at = $3
     where merchant_id = $1 and id = $2 and state = 'failed'
"""

LEFT_WAITING = """
    select merchant_id, id from mails
     where state = 'waiting' and created_at < $1
     order by created_at
     limit 500
"""

GIVEN_UP_AFTER = timedelta(days=3)
LEFT_AFTER = timedelta(minutes=30)


class MailRefused(Invalid):
    """The mail server will not take this mail, now or later: its address is wrong, for example."""

    code = "mail_refused"


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail to be sent. `sender` is the name it comes under, `about` the subject of its fact.

    Pictures of `html` are in it, as `data:` addresses. A `confidential` mail has something that
    lets its reader in, so nothing of it is kept once it was sent.
    """

    sender: str
    to: str
    subject: str
    body: str
    html: str | None = None
    about: str
    confidential: bool = False


class MailState(StrEnum):
    """`KEPT` never left, since there is no mail server; `FAILED` says why in its problem."""

    WAITING = "waiting"
    SENT = "sent"
    KEPT = "kept"
    FAILED = "failed"


class Posted(Mail, frozen=True, kw_only=True):
    """A mail as it stands. `ended_at` is when it was sent, kept or given up."""

    id: UUID
    state: MailState
    problem: str
    created_at: datetime
    ended_at: datetime | None


class MailServer(Protocol):
    """What takes mail to the people it is for."""

    async def send(self, mail: Posted) -> None:
        """Hand `mail` over. Raises `MailRefused`, and `Unavailable` when trying again may help."""

    async def greet(self) -> None:
        """See whether it lets us in. Raises `Unavailable`."""


class MailJob(msgspec.Struct, frozen=True):
    """Send one mail."""

    merchant: MerchantId
    mail: UUID


SEND = JobKind("mail.send", MailJob, priority=LATER)


async def post(tx: Transaction, merchant: MerchantId, mail: Mail, *, at: datetime) -> UUID:
    """Have `mail` sent once `tx` has committed."""
    new = uuid7(at)
    await tx.run(
        INSERT,
        merchant,
        new,
        mail.sender,
        mail.to,
        mail.subject,
        mail.body,
        mail.html,
        mail.about,
        mail.confidential,
        at,
    )
    await _hand_out(tx, MailJob(merchant, new))
    return new


async def send(db: Database, server: MailServer | None, job: MailJob, *, at: datetime) -> None:
    """Give one mail to the mail server, unless it took it before; without one, keep it.

    Raises `Unavailable`, so that the job is done again.
    """
    mail = await _read(db, job.merchant, job.mail)
    if mail is None or mail.state is not MailState.WAITING:
        return
    if server is None:
        await _end(db, job, MailState.KEPT, "", at)
        return
    try:
        await server.send(mail)
    except MailRefused as refusal:
        await _end(db, job, MailState.FAILED, refusal.sentence, at)
    except Unavailable as silence:
        await _go_on_trying(db, job, mail, silence, at)
    else:
        await _end(db, job, MailState.SENT, "", at)


async def try_again(db: Database, merchant: MerchantId, mail: UUID, *, at: datetime) -> None:
    """Have a mail that was refused or given up sent after all. Raises `NotFound`."""
    await read(db, merchant, mail)

    async def work(tx: Transaction) -> None:
        if await tx.run(WAIT_AGAIN, merchant, mail, at):
            await _hand_out(tx, MailJob(merchant, mail))

    await db.tx(work)


async def hand_out_left(db: Database, *, at: datetime) -> None:
    """Have mail sent whose job was lost or given up."""
    rows = await db.all(LEFT_WAITING, at - LEFT_AFTER)

    async def work(tx: Transaction) -> None:
        for row in rows:
            await _hand_out(tx, MailJob(MerchantId(row["merchant_id"]), row["id"]))

    if rows:
        await db.tx(work)


async def read(reads: Reads, merchant: MerchantId, mail: UUID) -> Posted:
    """Raises `NotFound`, also for a mail of another merchant."""
    found = await _read(reads, merchant, mail)
    if found is None:
        raise NotFound("There is no such mail.")
    return found


async def newest(
    reads: Reads,
    merchant: MerchantId,
    *,
    about: str | None = None,
    before: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> Sequence[Posted]:
    """The latest mail of a merchant, newest first; `about` one subject if it is named.

    `before` is the last one of the page before.
    """
    moment, mail = before or (None, None)
    return [_posted(row) for row in await reads.all(NEWEST, merchant, about, moment, mail, limit)]


async def _read(reads: Reads, merchant: MerchantId, mail: UUID) -> Posted | None:
    row = await reads.one_or_none(READ, merchant, mail)
    return None if row is None else _posted(row)


async def _hand_out(tx: Transaction, job: MailJob) -> None:
    await jobs.enqueue(tx, SEND, job, once=str(job.mail))


async def _go_on_trying(
    db: Database, job: MailJob, mail: Posted, silence: Unavailable, at: datetime
) -> None:
    if at - mail.created_at > GIVEN_UP_AFTER:
        sentence = f"Tried for three days. {silence.sentence}"
        await _end(db, job, MailState.FAILED, sentence, at)
        return
    await db.tx(lambda tx: tx.run(NOTE, job.merchant, job.mail, silence.sentence))
    raise silence


async def _end(db: Database, job: MailJob, state: MailState, problem: str, at: datetime) -> None:
    await db.tx(lambda tx: tx.run(END, job.merchant, job.mail, state.value, problem, at))


def _posted(row: Row) -> Posted:
    return Posted(
        id=row["id"],
        sender=row["sender"],
        to=row["recipient"],
        subject=row["subject"],
        body=row["body"],
        html=row["html"],
        about=row["about"],
        confidential=row["confidential"],
        state=MailState(row["state"]),
        problem=row["problem"],
        created_at=row["created_at"],
        ended_at=row["ended_at"],
    )
