"""Promises about the apps of a merchant: their mapping, their secrets, their keys."""

from datetime import UTC, datetime, timedelta

import pytest

from regulars.kernel.errors import Invalid, NotFound
from regulars.kernel.ids import ConnectionId, StoreId, uuid7
from regulars.merchants.connections import (
    authorised,
    connection_for,
    credentials,
    disable,
    enable,
    new_key,
    read_connection,
    save_credentials,
    save_mapping,
)
from regulars.merchants.create_merchant import create_merchant
from regulars.merchants.errors import NoCredentials
from regulars.merchants.model import (
    Connection,
    ConnectionSettings,
    ConnectionStatus,
    Credentials,
    LookupShape,
    Merchant,
    NewMerchant,
    NewOwner,
    SiteMapping,
)
from regulars.merchants.stores import add_store, stores
from regulars.platform import journal
from regulars.platform.db import Database, Transaction
from regulars.platform.secrets import KeyRing

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
RING = KeyRing([b"k" * 32])
OWN = Credentials("our-add-on", "s3cret-of-ours", "sign-me")
INSTALLED = Credentials("everybody's", "s3cret-of-all")


async def start(db: Database, email: str = "mia@example.test") -> Merchant:
    new = NewMerchant("Harbour Kitchen", "AU", "AUD", "en_AU", "Australia/Sydney")
    owner = NewOwner(email, "Mia", "flat white please")
    return await create_merchant(db, new, owner, "Front room", at=NOON)


async def connected(db: Database, merchant: Merchant) -> Connection:
    enabled = await enable(db, merchant.id, "kounta", at=NOON)
    return await authorised(db, merchant.id, enabled.id, "5801", "Harbour Group", at=NOON)


async def test_enabling_twice_is_once(db: Database) -> None:
    merchant = await start(db)

    first = await enable(db, merchant.id, "kounta", at=NOON)
    again = await enable(db, merchant.id, "kounta", at=NOON)

    assert first == again == await connection_for(db, merchant.id, "kounta")
    assert first.status is ConnectionStatus.ENABLED
    facts = [fact.kind for fact in await journal.newest(db, merchant.id)]
    assert facts.count("connection.enabled") == 1


async def test_disabling_forgets_the_tokens_and_keeps_the_mapping(db: Database) -> None:
    merchant = await start(db)
    connection = await connected(db, merchant)
    [store] = await stores(db, merchant.id)
    sites = (SiteMapping("4201", "Harbour", store.id),)
    await save_mapping(db, merchant.id, connection.id, sites, ConnectionSettings(), at=NOON)
    await _give_tokens(db, connection)

    disabled = await disable(db, merchant.id, connection.id, at=NOON)
    assert (disabled.status, disabled.sites) == (ConnectionStatus.DISABLED, sites)
    assert await db.value("select count(*) from connection_tokens") == 0

    back = await enable(db, merchant.id, "kounta", at=NOON)
    assert (back.id, back.status, back.sites) == (connection.id, ConnectionStatus.ENABLED, sites)


async def test_another_merchants_connection_is_not_found(db: Database) -> None:
    merchant, other = await start(db), await start(db, "ada@example.test")
    theirs = (await connected(db, other)).id
    at = NOON

    for attempt in (
        read_connection(db, merchant.id, theirs),
        disable(db, merchant.id, theirs, at=at),
        new_key(db, merchant.id, theirs, at=at),
        authorised(db, merchant.id, theirs, "1", "x", at=at),
        save_credentials(db, RING, merchant.id, theirs, OWN, at=at),
        save_mapping(db, merchant.id, theirs, (), ConnectionSettings(), at=at),
        read_connection(db, merchant.id, ConnectionId(uuid7(at))),
    ):
        with pytest.raises(NotFound):
            await attempt

    assert (await read_connection(db, other.id, theirs)).company_name == "Harbour Group"


async def test_a_site_is_one_store_and_a_store_one_site(db: Database) -> None:
    merchant, other = await start(db), await start(db, "ada@example.test")
    connection = await connected(db, merchant)
    [front] = await stores(db, merchant.id)
    [foreign] = await stores(db, other.id)
    settings = ConnectionSettings()

    twice = (SiteMapping("1", "A", front.id), SiteMapping("2", "B", front.id))
    for sites in (
        twice,
        (SiteMapping("1", "A", foreign.id),),
        (SiteMapping("1", "A", StoreId(7)),),
    ):
        with pytest.raises(Invalid):
            await save_mapping(db, merchant.id, connection.id, sites, settings, at=NOON)

    assert (await read_connection(db, merchant.id, connection.id)).sites == ()


async def test_two_sites_can_trade_their_stores(db: Database) -> None:
    merchant = await start(db)
    connection = await connected(db, merchant)
    [front] = await stores(db, merchant.id)
    garden = await add_store(db, merchant, "Garden", at=NOON)
    ids = merchant.id, connection.id
    settings = ConnectionSettings(lookup_shape=LookupShape.MEMBERS, points_as_text=True)
    one = SiteMapping("1", "A", front.id), SiteMapping("2", "B", garden.id)
    await save_mapping(db, *ids, one, settings, at=NOON)

    other = SiteMapping("1", "A", garden.id), SiteMapping("2", "B", front.id)
    saved = await save_mapping(db, *ids, other, settings, at=NOON)

    assert saved.sites == other
    assert saved.settings == settings
    assert (saved.store_of("1"), saved.site_of(front.id)) == (garden.id, "2")


async def test_a_site_that_stays_where_it_was_is_not_swept_anew(db: Database) -> None:
    merchant = await start(db)
    connection = await connected(db, merchant)
    [front] = await stores(db, merchant.id)
    ids = merchant.id, connection.id
    sites = (SiteMapping("1", "A", front.id),)
    await save_mapping(db, *ids, sites, ConnectionSettings(), at=NOON)

    async def sweep(tx: Transaction) -> None:
        await tx.run("update connection_sites set swept_at = $1", NOON)

    await db.tx(sweep)
    await save_mapping(db, *ids, sites, ConnectionSettings(), at=NOON + timedelta(days=1))

    assert await db.value("select swept_at from connection_sites") == NOON


async def test_the_sites_of_another_company_are_mapped_anew(db: Database) -> None:
    merchant = await start(db)
    connection = await connected(db, merchant)
    [front] = await stores(db, merchant.id)
    ids = merchant.id, connection.id
    sites = (SiteMapping("1", "A", front.id),)
    await save_mapping(db, *ids, sites, ConnectionSettings(), at=NOON)

    assert (await authorised(db, *ids, "5801", "Harbour Group", at=NOON)).sites == sites
    assert (await authorised(db, *ids, "9999", "Elsewhere", at=NOON)).sites == ()


async def test_own_credentials_come_before_the_installations(db: Database) -> None:
    merchant = await start(db)
    ids = merchant.id, (await connected(db, merchant)).id

    with pytest.raises(NoCredentials):
        await credentials(db, RING, *ids, installed=None)
    assert await credentials(db, RING, *ids, installed=INSTALLED) == INSTALLED

    await save_credentials(db, RING, *ids, OWN, at=NOON)
    assert await credentials(db, RING, *ids, installed=INSTALLED) == OWN

    await save_credentials(db, RING, *ids, None, at=NOON)
    assert await credentials(db, RING, *ids, installed=INSTALLED) == INSTALLED


async def test_a_secret_is_kept_unreadable_and_is_in_no_fact(db: Database) -> None:
    merchant = await start(db)
    ids = merchant.id, (await connected(db, merchant)).id

    await save_credentials(db, RING, *ids, OWN, at=NOON)

    kept = await db.value("select credentials from connections")
    facts = str(await journal.newest(db, merchant.id))
    for secret in (OWN.client_secret, OWN.signature_token):
        assert secret.encode() not in kept
        assert secret not in facts
        assert secret not in repr(OWN)


async def test_another_add_on_has_to_be_authorised_anew_but_not_a_new_secret(db: Database) -> None:
    merchant = await start(db)
    ids = merchant.id, (await connected(db, merchant)).id
    changed = await save_credentials(db, RING, *ids, OWN, at=NOON)
    assert changed.status is ConnectionStatus.ENABLED

    await authorised(db, *ids, "5801", "Harbour Group", at=NOON)
    rotated = Credentials(OWN.client_id, "another s3cret", OWN.signature_token)
    changed = await save_credentials(db, RING, *ids, rotated, at=NOON)
    assert changed.status is ConnectionStatus.AUTHORISED


async def test_a_new_key_has_the_next_version(db: Database) -> None:
    merchant = await start(db)
    connection = await connected(db, merchant)

    renewed = await new_key(db, merchant.id, connection.id, at=NOON)

    assert renewed.key_version == connection.key_version + 1


async def _give_tokens(db: Database, connection: Connection) -> None:
    insert = """
        insert into connection_tokens
            (merchant_id, connection_id, access_token, expires_at, generation)
        values ($1, $2, 'x', $3, 1)
    """

    async def work(tx: Transaction) -> None:
        await tx.run(insert, connection.merchant, connection.id, NOON)

    await db.tx(work)
