"""`POST /hooks/kounta/{key}`: a till says that an order changed. Kept first, worked on later.

`/hooks/kounta/{key}/orders/{reference}` is what the till calls about an order that it made for us.
Nobody signs that, so it says no more than that the order is to be read.
"""

from typing import Any

from litestar import HttpMethod, Request, Response, Router, post, route
from litestar.exceptions import HTTPException
from litestar.params import FromPath

from regulars.bookings.till.heard import heard_of
from regulars.faces.inbound.errors import WrongSignature
from regulars.faces.inbound.notice import named_order, read_notice, read_topic, verify
from regulars.faces.inbound.payments import payment_notices
from regulars.kernel.clock import Clock
from regulars.kernel.errors import Invalid, NotFound, RegularsError, Unavailable
from regulars.merchants.connections import credentials, read_connection
from regulars.merchants.errors import NoCredentials
from regulars.merchants.keys import read_key
from regulars.merchants.model import Connection, ConnectionStatus, Credentials
from regulars.platform import inbox, log
from regulars.platform.db import Database, Transaction
from regulars.platform.payment import NotFromProvider, PaymentProvider
from regulars.platform.secrets import KeyRing
from regulars.sales.stray import Stray, note_stray

LARGEST_BODY = 1_000_000


def create_inbound(
    db: Database,
    ring: KeyRing,
    clock: Clock,
    *,
    installed: Credentials | None = None,
    payments: PaymentProvider | None = None,
) -> Router:
    """The routes that tills call, and a payment provider.

    `installed` are the installation's own add-on credentials.
    """
    door = Door(db, ring, clock, installed)

    @post("/kounta/{key:str}", status_code=202, request_max_body_size=LARGEST_BODY)
    async def take_delivery(request: Request[Any, Any, Any], key: FromPath[str]) -> dict[str, bool]:
        connection = await door.connection_of(key)
        received = await door.take(
            connection,
            await request.body(),
            signature=request.headers.get("X-Kounta-Signature"),
            topic=request.query_params.get("topic"),
        )
        return {"received": received}

    @route(
        "/kounta/{key:str}/orders/{reference:str}",
        http_method=[HttpMethod.GET, HttpMethod.POST],
        status_code=202,
        request_max_body_size=LARGEST_BODY,
    )
    async def take_callback(
        request: Request[Any, Any, Any], key: FromPath[str], reference: FromPath[str]
    ) -> dict[str, bool]:
        connection = await door.connection_of(key)
        order = named_order(await request.body())
        return {"received": await door.hear(connection, reference, order)}

    return Router(
        "/hooks",
        route_handlers=[
            take_delivery,
            take_callback,
            payment_notices(db, payments, clock, largest=LARGEST_BODY),
        ],
        exception_handlers={RegularsError: _refused, HTTPException: _bad_request},
        include_in_schema=False,
    )


class Door:
    """Lets in what the connection's own till says, and nobody else."""

    def __init__(
        self, db: Database, ring: KeyRing, clock: Clock, installed: Credentials | None
    ) -> None:
        self._db = db
        self._ring = ring
        self._clock = clock
        self._installed = installed

    async def connection_of(self, key: str) -> Connection:
        """Whose address that is. Keys that are unknown, ended or of an app switched off are one."""
        known = read_key(self._ring, key)
        if known is None:
            raise _nothing_here()
        connection = await read_connection(self._db, known.merchant, known.connection)
        if (
            connection.key_version != known.version
            or connection.status is ConnectionStatus.DISABLED
        ):
            raise _nothing_here()
        return connection

    async def take(
        self, connection: Connection, raw: bytes, *, signature: str | None, topic: str | None
    ) -> bool:
        """Keep a delivery, once; False, and nothing is kept, for a site that is not mapped."""
        signature_token = await self._signature_token(connection)
        if signature_token:
            verify(raw, signature, signature_token)
        kind, notice = read_topic(topic), read_notice(raw, connection)
        with log.about(connection=str(connection.id), order=notice.order, topic=kind):
            if not notice.concerns(connection):
                log.info("delivery of another site", site=notice.site)
                await self._note_site(connection, notice.site)
                return False

            async def work(tx: Transaction) -> bool:
                return await inbox.keep(
                    tx,
                    connection.merchant,
                    connection.id,
                    topic=kind,
                    body=notice.for_inbox(),
                    at=self._clock(),
                )

            log.info("delivery kept", first=await self._db.tx(work))
            return True

    async def hear(self, connection: Connection, reference: str, order: str) -> bool:
        """Have the order with `reference` read; False for one that is not ours."""
        with log.about(connection=str(connection.id), order=order, reference=reference):
            known = await heard_of(self._db, connection.merchant, connection.id, reference, order)
            log.info("called about an order", known=known)
            return known

    async def _note_site(self, connection: Connection, site: str) -> None:
        """Somebody may have forgotten to say which store that is."""
        stray = Stray(
            code="site_without_store",
            sentence=(
                f"The till reports sales of site {site}, which is none of your stores. "
                "They are not counted."
            ),
            store=None,
            about=site,
        )
        at, merchant = self._clock(), connection.merchant
        await self._db.tx(lambda tx: note_stray(tx, merchant, stray, at=at))

    async def _signature_token(self, connection: Connection) -> str:
        """Empty when none is set: then the key in the address alone says whose till it is."""
        try:
            found = await credentials(
                self._db,
                self._ring,
                connection.merchant,
                connection.id,
                installed=self._installed,
            )
        except NoCredentials:
            return ""
        return found.signature_token


def _nothing_here() -> NotFound:
    return NotFound("There is nothing at this address.")


def _refused(_: Request[Any, Any, Any], refusal: RegularsError) -> Response[dict[str, str]]:
    """Every refusal in this face's words; one that is nobody's fault is worth another try."""
    statuses: dict[type[RegularsError], int] = {
        NotFound: 404,
        WrongSignature: 401,
        NotFromProvider: 401,
        Invalid: 400,
        Unavailable: 503,
    }
    status = next((code for kind, code in statuses.items() if isinstance(refusal, kind)), 409)
    log.warning("delivery refused", status_code=status, error_code=refusal.code)
    sentence = "There is nothing at this address." if status == 404 else refusal.sentence
    return Response({"error": refusal.code, "message": sentence}, status_code=status)


def _bad_request(_: Request[Any, Any, Any], error: HTTPException) -> Response[dict[str, str]]:
    """What the framework refuses before us, above all a body that is too large."""
    sentences = {413: f"A delivery has at most {LARGEST_BODY} bytes."}
    sentence = sentences.get(error.status_code, "The request cannot be read.")
    return Response({"error": "bad_request", "message": sentence}, status_code=error.status_code)
