"""A member signs in as a guest: who can read a mail to the address is who they say.

A code of six digits is mailed, and exchanged for a token. Of both only hashes are kept. Whether an
address is a member's is never told: asking for a code answers the same for every address, and an
exchange is refused with one sentence for every reason.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from regulars.kernel.ids import MemberId, MerchantId, StoreId
from regulars.members.errors import GuestSignInRefused
from regulars.members.model import Member
from regulars.members.read import address
from regulars.members.store import guests as store
from regulars.members.store import members
from regulars.merchants.read import read_merchant
from regulars.merchants.stores import stores
from regulars.platform import mail
from regulars.platform.db import Database, Reads, Transaction
from regulars.platform.mail import Mail
from regulars.platform.secrets import from_text, to_text

GOOD_FOR = timedelta(minutes=10)
TRIES = 5
PAUSE = timedelta(minutes=1)
"""Between two mails to one address."""
CODES, DAY = 20, timedelta(days=1)
"""So many codes a day: with five tries each, one guess in ten thousand at most is right."""
STAYS_SIGNED_IN = timedelta(days=60)
TOKEN = 32


async def send_code(
    db: Database, merchant: MerchantId, store_id: StoreId, email: str, *, at: datetime
) -> None:
    """Mail a code to `email` if a member has that address. The code before it ends.

    Nothing happens, and nothing is told, for any other address, within a minute of the code
    before, and after twenty codes in a day.
    """
    member = await _with_address(db, merchant, email)
    if member is None:
        return
    code = f"{secrets.randbelow(1_000_000):06}"
    letter = await _letter(db, merchant, store_id, member, code)

    async def work(tx: Transaction) -> None:
        if await store.add_code(
            tx,
            merchant,
            member.id,
            code_hash=_hash_of_code(member.id, code),
            at=at,
            until=at + GOOD_FOR,
            pause=PAUSE,
            most=CODES,
            within=DAY,
        ):
            await mail.post(tx, merchant, letter, at=at)

    await db.tx(work)


async def exchange(
    db: Database, merchant: MerchantId, email: str, code: str, *, at: datetime
) -> str:
    """The token that the code in the mail opens: for 60 days, or until the guest signs out.

    Raises `GuestSignInRefused`.
    """
    member = await _with_address(db, merchant, email)
    if member is None or not await _is_right(db, merchant, member.id, code, at):
        raise _refused()
    token = secrets.token_bytes(TOKEN)
    used = _hash_of_code(member.id, _digits(code))

    async def work(tx: Transaction) -> bool:
        if not await store.use_code(tx, merchant, member.id, used, at=at):
            return False
        until = at + STAYS_SIGNED_IN
        hashed = _hash_of_token(token)
        await store.add_token(tx, merchant, member.id, token_hash=hashed, at=at, until=until)
        return True

    if not await db.tx(work):
        raise _refused()
    return to_text(merchant.bytes + token)


async def member_of(
    reads: Reads, token: str, *, at: datetime
) -> tuple[MerchantId, MemberId] | None:
    """Whose token this is; None when it ended, expired or never was."""
    parts = _read(token)
    if parts is None:
        return None
    merchant, token_hash = parts
    member = await store.member_of(reads, merchant, token_hash, at=at)
    return None if member is None else (merchant, member)


async def sign_out(db: Database, token: str, *, at: datetime) -> None:
    """End a token, if there is one."""
    parts = _read(token)
    if parts is not None:
        await db.tx(lambda tx: store.revoke(tx, *parts, at=at))


async def _with_address(reads: Reads, merchant: MerchantId, email: str) -> Member | None:
    return await members.by_contact(reads, merchant, email=address(email), phone=None)


async def _letter(
    reads: Reads, merchant: MerchantId, store_id: StoreId, member: Member, code: str
) -> Mail:
    """The mail with the code. It comes from the store, which is where the guest is."""
    business = await read_merchant(reads, merchant)
    venues = {venue.id: venue.name for venue in await stores(reads, merchant)}
    name = venues.get(store_id, business.name)
    return Mail(
        sender=name,
        to=member.email or "",
        subject=f"Your code for {name}",
        body=(
            f"Hello {member.first_name},\n\n"
            f"your code for {name} is\n\n"
            f"    {code}\n\n"
            "It is good for ten minutes. Tell it to nobody. If you did not ask for it, there is\n"
            "nothing that you need to do.\n"
        ),
        about=f"member:{member.id}",
        confidential=True,
    )


async def _is_right(
    db: Database, merchant: MerchantId, member: MemberId, code: str, at: datetime
) -> bool:
    """Each try is counted before the code is looked at, so that many at once are counted too."""
    kept = await db.tx(lambda tx: store.try_code(tx, merchant, member, most=TRIES, at=at))
    return kept is not None and hmac.compare_digest(kept, _hash_of_code(member, _digits(code)))


def _refused() -> GuestSignInRefused:
    return GuestSignInRefused("This code is not right, or not any more. Ask for a new one.")


def _digits(code: str) -> str:
    """A code as it was typed, perhaps in two groups; nothing for what is no code."""
    typed = "".join(code.split())
    return typed if typed.isascii() and typed.isdigit() else ""


def _read(token: str) -> tuple[MerchantId, bytes] | None:
    """The merchant and the hash that a token stands for; None for nonsense."""
    try:
        raw = from_text(token)
    except ValueError:
        return None
    if len(raw) != 16 + TOKEN:
        return None
    return MerchantId(UUID(bytes=raw[:16])), _hash_of_token(raw[16:])


def _hash_of_code(member: MemberId, code: str) -> bytes:
    return hashlib.sha256(member.bytes + code.encode()).digest()


def _hash_of_token(token: bytes) -> bytes:
    return hashlib.sha256(token).digest()
