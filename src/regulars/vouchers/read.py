"""Vouchers, read: one, many, what happened to one, and what is outstanding."""

from collections.abc import Sequence

from regulars.kernel.ids import MemberId, MerchantId, VoucherId
from regulars.platform.db import Reads
from regulars.vouchers.errors import NoSuchVoucher
from regulars.vouchers.model import Voucher, Wallet
from regulars.vouchers.rules import fold, ways_to_read
from regulars.vouchers.store import vouchers as store
from regulars.vouchers.store import wallets


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
