"""Promises of the mail: it leaves once what it tells of is committed, and once only."""

import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import pytest_asyncio
from tests.connectors.mail.post_office import PostOffice, open_post_office
from tests.stores.people import Club, club_of

from regulars.connectors.mail import SmtpServer
from regulars.kernel.errors import NotFound, Unavailable
from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.merchants.model import Connection
from regulars.platform import mail
from regulars.platform.db import Database, Transaction
from regulars.platform.jobs import Worker
from regulars.platform.mail import Mail, MailJob, MailServer, MailState
from regulars.pos.port import Haste, PointOfSale, PosLink
from regulars.workers.handlers import Handlers

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
PIXEL = base64.b64encode(b"a picture").decode()
HELLO = Mail(
    sender="Harbour Kitchen, Café",
    to="rosa@example.test",
    subject="Für dich: $50",
    body="Hello Rosa.\n",
    html=f'<p>Hello <b>Rosa</b></p><img alt="" src="data:image/png;base64,{PIXEL}">',
    about="voucher:1",
)


@pytest_asyncio.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with open_post_office() as office:
        yield office


@pytest_asyncio.fixture
async def club(db: Database) -> Club:
    return await club_of(db)


class NoTills:
    """A merchant without a till: nobody asks one for the sake of a mail."""

    def at(
        self,
        merchant: MerchantId,
        connection: ConnectionId,
        *,
        haste: Haste = Haste.NOBODY,
        known: Connection | None = None,
    ) -> PointOfSale:
        raise AssertionError(f"no till is asked: {connection}")

    def link(self, merchant: MerchantId, connection: ConnectionId) -> PosLink:
        raise AssertionError(f"no till is asked: {connection}")


def server(office: PostOffice, user: str = "") -> SmtpServer:
    return SmtpServer(office.url.replace("//", f"//{user}"), "hello@harbour.test")


async def posted(club: Club, letter: Mail = HELLO) -> UUID:
    return await club.db.tx(lambda tx: mail.post(tx, club.merchant, letter, at=AT))


async def send(club: Club, one: UUID, to: MailServer | None, *, at: datetime = AT) -> MailState:
    await mail.send(club.db, to, MailJob(club.merchant, one), at=at)
    return (await mail.read(club.db, club.merchant, one)).state


async def test_a_mail_arrives_with_its_text_its_looks_and_its_pictures(
    club: Club, office: PostOffice, database_url: str
) -> None:
    one = await posted(club)
    worker = await Worker.connect(database_url)
    Handlers(club.db, NoTills(), lambda: AT, server(office)).register(worker)
    await worker.drain()
    await worker.close()

    [message] = office.taken
    assert message["From"] == '"Harbour Kitchen, Café" <hello@harbour.test>'
    assert (message["To"], message["Subject"]) == ("rosa@example.test", "Für dich: $50")
    assert message["Message-ID"] == f"<{one}@harbour.test>"
    plain, looks = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert looks is not None
    assert plain.get_content().strip() == "Hello Rosa."
    assert 'src="cid:picture-1"' in looks.get_content()
    [picture] = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert (picture["Content-ID"], picture.get_content()) == ("<picture-1>", b"a picture")
    kept = await mail.read(club.db, club.merchant, one)
    assert (kept.state, kept.ended_at) == (MailState.SENT, AT)


async def test_a_mail_of_what_never_happened_is_never_sent(club: Club) -> None:
    async def fails(tx: Transaction) -> None:
        await mail.post(tx, club.merchant, HELLO, at=AT)
        raise NotFound("changed my mind")

    with pytest.raises(NotFound):
        await club.db.tx(fails)
    assert await mail.newest(club.db, club.merchant) == []
    assert await club.db.value("select count(*) from pgqueuer") == 0


@pytest.mark.parametrize("hangs_up", [False, True])
async def test_what_the_server_took_is_never_given_to_it_again(
    club: Club, office: PostOffice, hangs_up: bool
) -> None:
    office.hangs_up_after_taking = hangs_up
    one = await posted(club)
    for _ in range(3):
        assert await send(club, one, server(office)) is MailState.SENT
    await mail.try_again(club.db, club.merchant, one, at=AT)
    assert await send(club, one, server(office)) is MailState.SENT
    assert len(office.taken) == 1


@pytest.mark.parametrize("mood", ["hang up", "451 greylisted, come back later"])
async def test_a_silent_server_is_asked_again(club: Club, office: PostOffice, mood: str) -> None:
    office.moods = [mood]
    one = await posted(club)
    with pytest.raises(Unavailable) as silence:
        await send(club, one, server(office))
    waiting = await mail.read(club.db, club.merchant, one)
    assert (waiting.state, waiting.problem) == (MailState.WAITING, silence.value.sentence)
    assert await send(club, one, server(office)) is MailState.SENT
    assert len(office.taken) == 1


async def test_a_server_that_will_not_have_us_does_not_cost_a_guest_the_mail(
    club: Club, office: PostOffice
) -> None:
    office.refused_senders = 1
    one = await posted(club)
    with pytest.raises(Unavailable, match="does not let us send: 550 not from there"):
        await send(club, one, server(office))
    assert await send(club, one, server(office)) is MailState.SENT


async def test_nothing_at_the_servers_address_is_a_silence_too(club: Club) -> None:
    one = await posted(club)
    with pytest.raises(Unavailable):
        await send(club, one, SmtpServer("smtp://127.0.0.1:1", "hello@harbour.test"))


async def test_a_refusal_is_kept_with_its_sentence_and_can_be_tried_again(
    club: Club, office: PostOffice
) -> None:
    office.moods = ["550 5.1.1 nobody here by that name"]
    one = await posted(club)
    assert await send(club, one, server(office)) is MailState.FAILED
    refused = await mail.read(club.db, club.merchant, one)
    assert refused.problem == ("The mail server refused this: 550 5.1.1 nobody here by that name.")
    assert await send(club, one, server(office)) is MailState.FAILED
    await mail.try_again(club.db, club.merchant, one, at=AT)
    assert await send(club, one, server(office)) is MailState.SENT


@pytest.mark.parametrize("to", ["rosa@example.test\nBcc: all@example.test", "rösa@example.test"])
async def test_an_address_that_cannot_be_written_is_a_refusal(
    club: Club, office: PostOffice, to: str
) -> None:
    letter = Mail(sender="Harbour", to=to, subject="Hello", body="Hello", about="x")
    assert await send(club, await posted(club, letter), server(office)) is MailState.FAILED
    assert office.taken == []


async def test_a_password_is_never_sent_unencrypted(club: Club, office: PostOffice) -> None:
    one = await posted(club)
    with pytest.raises(Unavailable):
        await send(club, one, server(office, "mia:secret@"))
    assert office.taken == []
    assert "secret" not in repr(server(office, "mia:secret@"))


async def test_the_operator_learns_whether_the_server_lets_us_in(office: PostOffice) -> None:
    await server(office).greet()
    for unwilling in (server(office, "mia:secret@"), SmtpServer("smtp://127.0.0.1:1", "a@b.test")):
        with pytest.raises(Unavailable):
            await unwilling.greet()


async def test_after_three_days_of_silence_a_mail_is_given_up(
    club: Club, office: PostOffice
) -> None:
    office.moods = ["hang up"]
    one = await posted(club)
    later = AT + timedelta(days=3, minutes=1)
    assert await send(club, one, server(office), at=later) is MailState.FAILED


async def test_without_a_server_mail_is_kept_to_be_read(club: Club) -> None:
    one = await posted(club)
    assert await send(club, one, None) is MailState.KEPT
    [kept] = await mail.newest(club.db, club.merchant)
    assert (kept.id, kept.body, kept.html) == (one, HELLO.body, HELLO.html)


async def test_what_a_confidential_mail_says_is_forgotten_once_it_is_sent(
    club: Club, office: PostOffice
) -> None:
    letter = Mail(
        sender="Harbour", to="rosa@example.test", subject="Your code", body="123456",
        html="<b>123456</b>", about="member:1", confidential=True,
    )  # fmt: skip
    one = await posted(club, letter)
    await send(club, one, server(office))
    kept = await mail.read(club.db, club.merchant, one)
    assert (kept.body, kept.html) == ("", None)
    assert "123456" in office.taken[0].as_string()


async def test_mail_whose_job_was_lost_is_sent_all_the_same(club: Club) -> None:
    await posted(club)
    await club.db.value("delete from pgqueuer returning id")
    await mail.hand_out_left(club.db, at=AT + timedelta(minutes=20))
    assert await club.db.value("select count(*) from pgqueuer") == 0
    for minutes in (40, 70):
        await mail.hand_out_left(club.db, at=AT + timedelta(minutes=minutes))
    assert await club.db.value("select count(*) from pgqueuer") == 1


async def test_the_mail_of_another_merchant_is_not_there(club: Club) -> None:
    one = await posted(club)
    other = await club.another()
    assert await mail.newest(club.db, other.merchant) == []
    for act in (
        mail.read(club.db, other.merchant, one),
        mail.try_again(club.db, other.merchant, one, at=AT),
    ):
        with pytest.raises(NotFound):
            await act
