"""Vouchers and wallets, before anything else of theirs is touched: docs/algorithms/locking.md."""

from collections.abc import Collection

from regulars.kernel.ids import MemberId, MerchantId, VoucherId
from regulars.platform.db import Transaction
from regulars.vouchers.store import vouchers as store


async def lock_vouchers(
    tx: Transaction,
    merchant: MerchantId,
    vouchers: Collection[VoucherId],
    *,
    wallets_of: Collection[MemberId],
) -> None:
    """Wait for vouchers and for members' wallets, and keep them. A step.

    They are taken in the order of their ids, so that two who need the same two do not wait for one
    another.
    """
    await store.lock_all(tx, merchant, vouchers, wallets_of=wallets_of)
