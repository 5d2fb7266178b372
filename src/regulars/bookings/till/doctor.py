"""Whether diary and till fit together: each site with its store, each table with its twin.

The till is asked each time; nothing of it is kept, so what was mended there is seen at once.
"""

from collections.abc import Sequence

import msgspec

from regulars.bookings.floor.read import read_floor
from regulars.bookings.rules.doctor import TableFinding, compare
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import MerchantId
from regulars.merchants.connections import connections
from regulars.merchants.model import Connection, ConnectionStatus, Store
from regulars.merchants.stores import stores
from regulars.platform.db import Database
from regulars.pos.model import Site
from regulars.pos.port import Haste, PointOfSale, Tills


class SiteCheck(msgspec.Struct, frozen=True, kw_only=True):
    """A store and its site at the till; one of the two is None where it has no partner.

    `trouble` says why the tables could not be compared. `fitting` counts those that are fine.
    """

    store: Store | None
    site: Site | None
    findings: Sequence[TableFinding] = ()
    fitting: int = 0
    trouble: str = ""

    @property
    def is_fine(self) -> bool:
        return bool(self.store and self.site) and not self.findings and not self.trouble


class Examination(msgspec.Struct, frozen=True, kw_only=True):
    """All sites and stores of a merchant. `trouble` is why the till could not be asked at all."""

    sites: Sequence[SiteCheck] = ()
    trouble: str = ""


async def examine(db: Database, tills: Tills, merchant: MerchantId) -> Examination:
    """Compare the diary with the till. Changes nothing, and raises nothing for a silent till."""
    found = await connections(db, merchant)
    connection = next((one for one in found if one.status is ConnectionStatus.AUTHORISED), None)
    if connection is None:
        return Examination(trouble="No till is connected.")
    venues = await stores(db, merchant)
    try:
        company = await tills.link(merchant, connection.id).company()
    except RegularsError as refusal:
        return Examination(trouble=refusal.sentence)
    till = tills.at(merchant, connection.id, haste=Haste.CASHIER, known=connection)
    paired = [await examine_pair(db, till, connection, store, company.sites) for store in venues]
    unmapped = [
        SiteCheck(store=None, site=site)
        for site in company.sites
        if connection.store_of(site.id) is None
    ]
    return Examination(sites=[*paired, *unmapped])


async def examine_pair(
    db: Database,
    till: PointOfSale,
    connection: Connection,
    store: Store,
    sites: Sequence[Site],
) -> SiteCheck:
    """A store, and what of its tables fits those of its site."""
    site_id = connection.site_of(store.id)
    site = next((one for one in sites if one.id == site_id), None)
    if site is None:
        return SiteCheck(store=store, site=None)
    floor = await read_floor(db, connection.merchant, store.id)
    try:
        names = [table.name for table in await till.tables(site.id)]
    except RegularsError as refusal:
        return SiteCheck(store=store, site=site, trouble=refusal.sentence)
    if not names and floor.tables:
        return SiteCheck(store=store, site=site, trouble="The till tells of no tables.")
    findings = compare(floor.tables, names)
    return SiteCheck(
        store=store,
        site=site,
        findings=findings,
        fitting=len({table.name for table in floor.tables} & set(names)),
    )
