"""Add-on settings, switches, faults, the log and the deliveries: what an experiment needs."""

from typing import Any

import msgspec
from litestar import Controller, Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from msgspec import UNSET, Struct, UnsetType

from regulars.simulator import oauth
from regulars.simulator.catalogue import PaymentMethod
from regulars.simulator.cloud import Cloud
from regulars.simulator.deliveries import Deliverer
from regulars.simulator.errors import Refused, not_found
from regulars.simulator.faults import KINDS, MEANINGS, FaultKind
from regulars.simulator.log import CallKind, Direction, Entry
from regulars.simulator.model import Addon
from regulars.simulator.switches import turned, view_of
from regulars.simulator.web.answers import body_of, shown

Req = Request[Any, Any, Any]
Answer = Response[bytes]
TheCloud = NamedDependency[Cloud]


class AddonChange(Struct):
    name: str | UnsetType = UNSET
    client_secret: str | UnsetType = UNSET
    signature_token: str | UnsetType = UNSET
    redirect_uris: list[str] | UnsetType = UNSET
    loyalty_enabled: bool | UnsetType = UNSET
    search_url: str | UnsetType | None = UNSET
    lookup_url: str | UnsetType | None = UNSET


class FaultBody(Struct):
    kind: FaultKind
    times: int | None = 1
    path: str | None = None
    method: str | None = None
    seconds: float = 2


class SettingsCalls(Controller):
    path = "/simulator"

    @get("/addons")
    async def addons(self, cloud: TheCloud) -> Answer:
        return shown(list(cloud.state.addons.values()))

    @put("/addons/{client_id:str}")
    async def change_addon(self, request: Req, cloud: TheCloud, client_id: FromPath[str]) -> Answer:
        body = await body_of(request, AddonChange)
        addon = cloud.state.addons.get(client_id) or new_addon(cloud, client_id)
        for name, value in msgspec.structs.asdict(body).items():
            if value is not UNSET:
                setattr(addon, name, value)
        name_payment_method(cloud, addon)
        cloud.save()
        return shown(addon)

    @get("/switches")
    async def switches(self, cloud: TheCloud) -> Answer:
        return shown(view_of(cloud.switches))

    @put("/switches")
    async def turn(self, request: Req, cloud: TheCloud) -> Answer:
        cloud.state.switches = turned(cloud.switches, await body_of(request, dict[str, Any]))
        cloud.save()
        cloud.wake_deliveries()
        return shown(view_of(cloud.switches))


class FaultCalls(Controller):
    path = "/simulator/faults"

    @get()
    async def faults(self, cloud: TheCloud) -> Answer:
        kinds = [{"kind": kind, "meaning": MEANINGS[kind]} for kind in KINDS]
        return shown({"kinds": kinds, "waiting": cloud.faults.waiting})

    @post(status_code=201)
    async def inject(self, request: Req, cloud: TheCloud) -> Answer:
        body = await body_of(request, FaultBody)
        if body.times is not None and body.times < 1:
            raise Refused("times is at least 1, or null until removed.")
        if body.kind == "expire_tokens":
            oauth.expire_tokens(cloud)
            cloud.save()
            return shown({"kind": body.kind, "done": True}, 201)
        fault = cloud.faults.add(
            body.kind,
            times=body.times,
            path=body.path,
            method=body.method,
            seconds=body.seconds,
        )
        return shown(fault, 201)

    @delete()
    async def clear(self, cloud: TheCloud) -> None:
        cloud.faults.clear()

    @delete("/{fault:int}")
    async def remove(self, cloud: TheCloud, fault: FromPath[int]) -> None:
        if not cloud.faults.remove(fault):
            raise not_found("fault", fault)


class LogCalls(Controller):
    path = "/simulator/log"

    @get()
    async def entries(
        self,
        cloud: TheCloud,
        after: FromQuery[int] = 0,
        limit: FromQuery[int] = 100,
        direction: FromQuery[Direction | None] = None,
        kind: FromQuery[CallKind | None] = None,
    ) -> Answer:
        """Newest first; `after` leaves out entries up to that id."""

        def wanted(entry: Entry) -> bool:
            return (
                entry.id > after
                and direction in (None, entry.direction)
                and kind in (None, entry.kind)
            )

        found = [entry for entry in reversed(cloud.log.entries) if wanted(entry)]
        return shown(found[: max(limit, 0)])

    @delete()
    async def clear(self, cloud: TheCloud) -> None:
        cloud.log.entries.clear()


class DeliveryCalls(Controller):
    path = "/simulator/deliveries"

    @get()
    async def deliveries(self, cloud: TheCloud) -> Answer:
        return shown(list(reversed(cloud.state.deliveries)))

    @post(status_code=200)
    async def deliver(self, deliverer: NamedDependency[Deliverer]) -> Answer:
        """Attempt everything that waits, due or not."""
        return shown(await deliverer.deliver_waiting())


class ResetCalls(Controller):
    path = "/simulator/reset"

    @post(status_code=200)
    async def reset(self, request: Req) -> Answer:
        request.state.reset()
        return shown({"done": True})


def new_addon(cloud: Cloud, client_id: str) -> Addon:
    addon = Addon(
        client_id=client_id,
        client_secret=cloud.new_token(),
        name=client_id,
        signature_token=cloud.new_token(),
    )
    cloud.state.addons[client_id] = addon
    return addon


def name_payment_method(cloud: Cloud, addon: Addon) -> None:
    """Each add-on is a payment method under its own name."""
    methods = cloud.state.payment_methods
    own = next((each for each in methods.values() if each.client_id == addon.client_id), None)
    if own is None:
        own = PaymentMethod(
            id=cloud.new_id("payment_method"), name=addon.name, client_id=addon.client_id
        )
        methods[own.id] = own
    own.name = addon.name
