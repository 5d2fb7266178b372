"""A business that all simulations on one server begin with: what takes long and is never different.

Its stores, floors and the till's account are made once, in a database that is copied for each seed.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import httpx

from regulars.bookings.floor.starter import plant
from regulars.faces.cli.deps import Hub, Stage, Surroundings
from regulars.kernel.ids import MerchantId
from regulars.merchants.api_accounts import create_account
from regulars.merchants.api_tokens import make_token
from regulars.merchants.create_merchant import create_merchant
from regulars.merchants.model import NewApiAccount, NewMerchant, NewOwner, Store
from regulars.merchants.stores import add_store, list_public_vouchers, stores
from regulars.platform.settings import Settings

ACTOR = "simulation"
ZONE = "Australia/Sydney"
CURRENCY = "AUD"
HUB, TILL = "https://hub.simulated", "https://till.simulated"
CLIENT_ID, CLIENT_SECRET, SIGNATURE_TOKEN = "regulars", "simulated-secret", "simulated-signature"
PASSWORD = "nobody signs in here"  # noqa: S105
KEY = b"a key of a simulation, no secret"
OPENED = datetime(2025, 12, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Business:
    """`stores` are those of the till's first two sites, `token` lets another till call us."""

    merchant: MerchantId
    stores: tuple[Store, ...]
    token: str


def settings_for(url: str) -> Settings:
    """The settings of a hub on the database at `url`."""
    return replace(
        Settings.read({}),
        database_url=url,
        secret_keys=(KEY,),
        base_url=HUB,
        kounta_client_id=CLIENT_ID,
        kounta_client_secret=CLIENT_SECRET,
        kounta_signature_token=SIGNATURE_TOKEN,
        kounta_api_url=TILL,
        kounta_consent_url=TILL,
    )


async def found(stage: Stage, url: str) -> Business:
    """Found the business in the empty schema at `url`."""
    alone = Surroundings(lambda: OPENED, httpx.MockTransport(nobody), no_sleep)
    async with stage.open_hub(settings_for(url), alone) as hub:
        return await open_business(hub)


async def open_business(hub: Hub) -> Business:
    merchant = await create_merchant(
        hub.db,
        NewMerchant("Harbour Kitchen Group", "AU", CURRENCY, "en_AU", ZONE),
        NewOwner("owner@example.test", "Robin Marsh", PASSWORD),
        "Harbour Kitchen",
        at=OPENED,
    )
    await add_store(hub.db, merchant, "Garden Bar", at=OPENED)
    places = tuple(
        sorted(await stores(hub.db, merchant.id), key=lambda one: one.name, reverse=True)
    )
    for store in places:
        await plant(hub.db, merchant.id, store.id, at=OPENED, actor=ACTOR)
    await list_public_vouchers(hub.db, merchant.id, [store.id for store in places], at=OPENED)
    account = await create_account(
        hub.db,
        merchant.id,
        NewApiAccount("kiosk", "Kiosk", PASSWORD, tuple(store.id for store in places)),
        at=OPENED,
    )
    token = await make_token(hub.db, merchant.id, account.id, "Kiosk", at=OPENED)
    return Business(merchant.id, places, token)


def nobody(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("No till is there yet.", request=request)


async def no_sleep(_: float) -> None:
    """Nothing waits while a business is opened."""
