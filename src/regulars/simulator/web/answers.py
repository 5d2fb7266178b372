"""How the till and experiment calls read bodies and answer: plain JSON, one form of refusal."""

from typing import Any, TypeVar

import msgspec
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException

from regulars.simulator.errors import Refused
from regulars.simulator.http import ENCODER

Body = TypeVar("Body")
STATUS_OF = {
    "bad_request": 400,
    "invalid_token": 401,
    "not_found": 404,
    "no_sale": 409,
    "sale_open": 409,
    "wrong_status": 409,
}


def shown(value: object, status: int = 200) -> Response[bytes]:
    return Response(ENCODER.encode(value), media_type=MediaType.JSON, status_code=status)


async def body_of(request: Request[Any, Any, Any], kind: type[Body]) -> Body:
    """The JSON body as `kind`; an empty body is an empty object."""
    try:
        return msgspec.json.decode(await request.body() or b"{}", type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused(f"The body cannot be read: {error}.") from error


def refuse(_: Request[Any, Any, Any], refused: Refused) -> Response[bytes]:
    status = STATUS_OF.get(refused.code, 400)
    return shown({"error": refused.code, "message": refused.sentence}, status)


def refuse_http(_: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """What the framework itself refuses: unknown addresses, ids that are no numbers."""
    code = "not_found" if error.status_code == 404 else "bad_request"
    return shown({"error": code, "message": error.detail}, error.status_code)
