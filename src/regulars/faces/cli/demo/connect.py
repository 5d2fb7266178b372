"""Connecting the demo's merchant with the demo's till, as an owner would in the console."""

from dataclasses import dataclass

from regulars.faces.cli.demo.till import DemoTill
from regulars.faces.cli.deps import Hub
from regulars.kernel.ids import MerchantId, StoreId
from regulars.merchants.connections import authorised, enable, save_mapping
from regulars.merchants.keys import ConnectionKey, write_key
from regulars.merchants.model import (
    Connection,
    ConnectionSettings,
    SiteMapping,
)
from regulars.programs.goods.refresh import refresh_goods

APP = "kounta"


@dataclass(frozen=True, slots=True)
class TillUrls:
    """Where the till asks and reports."""

    search: str
    lookup: str
    webhook: str


def urls_of(hub: Hub, connection: Connection) -> TillUrls:
    key = write_key(
        hub.ring, ConnectionKey(connection.merchant, connection.id, connection.key_version)
    )
    return TillUrls(
        search=f"{hub.base_url}/pos/kounta/{key}/search",
        lookup=f"{hub.base_url}/pos/kounta/{key}/rewards",
        webhook=f"{hub.base_url}/hooks/kounta/{key}",
    )


async def connect(
    hub: Hub, till: DemoTill, merchant: MerchantId, stores: dict[str, StoreId], callback: str
) -> Connection:
    """Enable, authorise and map. `stores` are ours by the name that their site has at the till."""
    connection = await enable(hub.db, merchant, APP, at=hub.clock())
    link = hub.tills.link(merchant, connection.id)
    redirect_uri = hub.base_url + callback
    consent = await link.consent_url(state="demo", redirect_uri=redirect_uri)
    company = await link.authorise(code=await till.grant(consent), redirect_uri=redirect_uri)
    await authorised(hub.db, merchant, connection.id, company.id, company.name, at=hub.clock())
    sites = tuple(SiteMapping(site.id, site.name, stores[site.name]) for site in company.sites)
    await refresh_goods(hub.db, hub.tills, merchant, connection.id, at=hub.clock())
    return await save_mapping(
        hub.db, merchant, connection.id, sites, ConnectionSettings(), at=hub.clock()
    )


async def introduce(hub: Hub, till: DemoTill, connection: Connection, client_id: str) -> None:
    """Tell the till our addresses. They change when the hub gets another port."""
    urls = urls_of(hub, connection)
    await till.set_add_on(
        client_id, loyalty_enabled=True, search_url=urls.search, lookup_url=urls.lookup
    )
    await hub.tills.link(connection.merchant, connection.id).subscribe(urls.webhook)
