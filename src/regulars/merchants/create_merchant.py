"""A business starts: the merchant, its first store and its owner, or nothing."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import MerchantId, uuid7
from regulars.merchants import rules
from regulars.merchants.errors import AlreadySetUp
from regulars.merchants.facts import MerchantCreated
from regulars.merchants.model import Merchant, NewMerchant, NewOwner
from regulars.merchants.passwords import hash_password
from regulars.merchants.store import merchants as store
from regulars.merchants.stores import open_store
from regulars.merchants.users import add_user
from regulars.platform import journal
from regulars.platform.db import Database, Transaction


async def create_merchant(
    db: Database, new: NewMerchant, owner: NewOwner, first_store: str, *, at: datetime
) -> Merchant:
    """Start a business. Raises `Invalid` with a field, or `EmailTaken`."""
    return await _create(db, new, owner, first_store, at=at, as_the_first=False)


async def set_up(
    db: Database, new: NewMerchant, owner: NewOwner, first_store: str, *, at: datetime
) -> Merchant:
    """Start the first business of this hub; of many who try at once, one. Else `AlreadySetUp`."""
    return await _create(db, new, owner, first_store, at=at, as_the_first=True)


async def is_set_up(db: Database) -> bool:
    """Whether there is a merchant."""
    return await store.any_merchant(db)


async def every_merchant(db: Database) -> Sequence[MerchantId]:
    """The ids of all merchants: for the operator at the terminal."""
    return await store.merchants(db)


async def _create(
    db: Database,
    new: NewMerchant,
    owner: NewOwner,
    first_store: str,
    *,
    at: datetime,
    as_the_first: bool,
) -> Merchant:
    new, owner = rules.checked_merchant(new), rules.checked_user(owner)
    first_store = rules.checked_name(first_store, field="store_name", what="The store")
    password_hash = await hash_password(owner.password)

    async def work(tx: Transaction) -> Merchant:
        if as_the_first:
            await store.be_alone(tx)
            if await store.any_merchant(tx):
                raise AlreadySetUp("Regulars has been set up already. Sign in instead.")
        merchant = _merchant(new, at)
        await store.add_merchant(tx, merchant, at=at)
        await journal.write(tx, merchant.id, MerchantCreated(merchant.id), at=at)
        await open_store(tx, merchant, first_store, at=at)
        await add_user(tx, merchant.id, owner, password_hash=password_hash, at=at)
        return merchant

    return await db.tx(work)


def _merchant(new: NewMerchant, at: datetime) -> Merchant:
    return Merchant(
        id=MerchantId(uuid7(at)),
        name=new.name,
        country=new.country,
        currency=new.currency,
        locale=new.locale,
        time_zone=new.time_zone,
    )
