"""Vouchers, read: one, a page of them, what happened to one, and what is outstanding."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from regulars.kernel.ids import MemberId, MerchantId, VoucherId
from regulars.platform.db import Reads
from regulars.vouchers.errors import NoSuchVoucher
from regulars.vouchers.model import Filter, Page, Voucher, Wallet
from regulars.vouchers.rules import fold, ways_to_read
from regulars.vouchers.store import lists, reports, stories, uses, wallets
from regulars.vouchers.store import vouchers as store
from regulars.vouchers.views import Outstanding, StoryLine, Used


async def read_voucher(reads: Reads, merchant: MerchantId, voucher: VoucherId) -> Voucher:
    """One voucher. Raises `NoSuchVoucher`, also for one of another merchant."""
    found = await store.read(reads, merchant, [voucher])
    if voucher not in found:
        raise NoSuchVoucher("There is no such voucher.")
    return found[voucher]


async def by_code(reads: Reads, merchant: MerchantId, code: str) -> Voucher | None:
    """The voucher that `code` means, in any case; a wallet's also without its dash."""
    codes = ways_to_read(code)
    found = await store.by_codes(reads, merchant, codes) if codes else {}
    return next(iter(found.values()), None)


async def by_codes(reads: Reads, merchant: MerchantId, codes: Sequence[str]) -> dict[str, Voucher]:
    """The vouchers that have these codes, by `rules.fold` of the code."""
    return await store.by_codes(reads, merchant, [fold(code) for code in codes])


async def wallet_of(reads: Reads, merchant: MerchantId, member: MemberId) -> Wallet | None:
    """What the member has in the wallet; None where there is no such member."""
    return await wallets.read(reads, merchant, member)


async def wallets_of(
    reads: Reads, merchant: MerchantId, members: Collection[MemberId]
) -> Mapping[MemberId, Wallet]:
    """The wallets of members, for a list of them."""
    return await wallets.of_members(reads, merchant, members) if members else {}


async def of_member(
    reads: Reads, merchant: MerchantId, member: MemberId, *, at: datetime
) -> Sequence[Voucher]:
    """What is the member's own and good for something: the wallet first, then the newest."""
    return await lists.of_member(reads, merchant, member, at=at)


async def list_vouchers(
    reads: Reads, merchant: MerchantId, which: Filter, *, limit: int = 50, offset: int = 0
) -> Page:
    """Those that `which` lets through, newest first, `limit` of them after the first `offset`."""
    return await lists.page(reads, merchant, which, limit=limit, offset=offset)


async def given_by(reads: Reads, merchant: MerchantId, voucher: VoucherId) -> int:
    """What finished bills got by the voucher, in minor units."""
    return await uses.given_by(reads, merchant, voucher)


async def story(
    reads: Reads, merchant: MerchantId, voucher: VoucherId, *, at: datetime
) -> Sequence[StoryLine]:
    """All that happened to the voucher until `at`, the newest first. Raises `NoSuchVoucher`."""
    about = await read_voucher(reads, merchant, voucher)
    return await stories.story(reads, about, at=at)


async def outstanding(reads: Reads, merchant: MerchantId, *, at: datetime) -> Outstanding:
    """What the merchant owes its guests in vouchers, and what has become of what was issued."""
    return await reports.outstanding(reads, merchant, at=at)


async def used_between(
    reads: Reads, merchant: MerchantId, *, since: datetime, until: datetime
) -> Used:
    """How often vouchers were used from `since` until before `until`, and what it came to."""
    return await reports.used_between(reads, merchant, since=since, until=until)
