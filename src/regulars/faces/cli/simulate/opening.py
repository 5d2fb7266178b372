"""The first morning: the till is connected, and a program, vouchers and guests are drawn."""

from datetime import timedelta
from random import Random

import httpx

from regulars.faces.cli.simulate import business as places
from regulars.faces.cli.simulate.offered import offers, rewards, vouchers
from regulars.faces.cli.simulate.program import program
from regulars.faces.cli.simulate.world import REDIRECT, World
from regulars.members.model import Birthday, NewMember
from regulars.merchants.connections import authorised, enable, save_mapping
from regulars.merchants.keys import ConnectionKey, write_key
from regulars.merchants.model import Connection, ConnectionSettings, SiteMapping, ViaBill
from regulars.programs.define import save_offer, save_reward, set_program
from regulars.programs.join import join
from regulars.vouchers.issue import issue

FIRST_NAMES = ("Rosa", "Ida", "Otto", "Mei", "Sam", "Nia", "Luca", "Ada", "Ken", "Zoe")
LAST_NAMES = ("Kettle", "Okafor", "Nair", "Marsh", "Blake", "Tran", "Ferraro", "Hill")
DISCOUNT_PRODUCT, OWN_METHOD = "9028", "503"


async def open_the_doors(world: World) -> None:
    """Connect, set up, enrol. Nothing goes wrong yet."""
    draw = world.drawn_for("opening")
    connection = await connect(world, draw)
    world.connection = connection.id
    await introduce(world, connection)
    await set_up(world, draw)
    for number in range(draw.randint(3, 6)):
        await enrol(world, draw, number)


async def connect(world: World, draw: Random) -> Connection:
    """Enable the app, grant it access at the till, and map the sites to our stores."""
    hub, merchant = world.hub, world.merchant
    connection = await enable(hub.db, merchant, "kounta", at=world.clock())
    link = hub.tills.link(merchant, connection.id)
    consent = await link.consent_url(state="simulation", redirect_uri=REDIRECT)
    company = await link.authorise(code=await grant(world, consent), redirect_uri=REDIRECT)
    await authorised(hub.db, merchant, connection.id, company.id, company.name, at=world.clock())
    sites = tuple(
        SiteMapping(site.id, site.name, store.id)
        for site, store in zip(company.sites, world.stores, strict=True)
    )
    return await save_mapping(
        hub.db, merchant, connection.id, sites, settings(draw), at=world.clock()
    )


def settings(draw: Random) -> ConnectionSettings:
    """How the merchant has the connection: each way in which a reward can reach the bill."""
    return ConnectionSettings(
        via=draw.choice([ViaBill.VARIATION, ViaBill.VARIATION, *ViaBill]),
        discount_product_id=DISCOUNT_PRODUCT,
        payment_method_id=OWN_METHOD,
        rewards_as_map=draw.random() < 0.2,
        points_as_text=draw.random() < 0.2,
        match_by_contact=draw.random() < 0.2,
    )


async def grant(world: World, consent_url: str) -> str:
    """Press Grant on the consent page; the code that the browser would bring back."""
    url = httpx.URL(consent_url)
    form = {**url.params, "decision": "grant"}
    answer = await world.outside.post(url.copy_with(query=None), data=form)
    return httpx.URL(answer.headers["location"]).params["code"]


async def introduce(world: World, connection: Connection) -> None:
    """The till is told where the hub is, and the hub asks for its webhooks."""
    key = write_key(
        world.hub.ring, ConnectionKey(connection.merchant, connection.id, connection.key_version)
    )
    answer = await world.outside.put(
        f"/simulator/addons/{places.CLIENT_ID}",
        json={
            "loyalty_enabled": True,
            "search_url": f"{places.HUB}/pos/kounta/{key}/search",
            "lookup_url": f"{places.HUB}/pos/kounta/{key}/rewards",
        },
    )
    answer.raise_for_status()
    link = world.hub.tills.link(connection.merchant, connection.id)
    await link.subscribe(f"{places.HUB}/hooks/kounta/{key}")


async def set_up(world: World, draw: Random) -> None:
    """The merchant makes a program, with what guests can get for their points and without."""
    db, merchant, at = world.db, world.merchant, world.clock
    await set_program(db, program(world, draw), at=at(), actor=places.ACTOR)
    for reward in rewards(world, draw):
        await save_reward(db, merchant, reward, at=at(), actor=places.ACTOR)
    for offer in offers(world, draw):
        await save_offer(db, merchant, offer, at=at(), actor=places.ACTOR)
    for voucher in vouchers(world, draw):
        made = await issue(db, merchant, voucher, at=at(), actor=places.ACTOR)
        world.vouchers.append(made.code)


def birthday(world: World, draw: Random) -> Birthday | None:
    """One that comes soon, if it is known."""
    if draw.random() < 0.5:
        return None
    day = world.watch.now.astimezone(world.story.zone) + timedelta(days=draw.randint(0, 2))
    return Birthday(day.month, day.day)


async def enrol(world: World, draw: Random, number: int) -> None:
    """One more guest joins; the number in the name tells them apart in the story."""
    first, last = draw.choice(FIRST_NAMES), draw.choice(LAST_NAMES)
    new = NewMember(
        first,
        f"{last} {number}",
        phone=f"+6149157{number:04}",
        email=f"guest{number}@example.test" if draw.random() < 0.7 else None,
        birthday=birthday(world, draw),
        store=draw.choice(world.stores).id,
    )
    member = await join(world.db, world.merchant, new, at=world.clock(), actor=places.ACTOR)
    world.members.append(member)
