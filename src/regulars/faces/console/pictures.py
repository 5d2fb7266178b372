"""Pictures of rewards and offers: chosen in a form, and shown to whoever has the address."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import MerchantId, PictureId
from regulars.programs.pictures import (
    LARGEST,
    Picture,
    checked,
    drop_picture,
    keep_picture,
    read_picture,
)

PICTURES = "/console/pictures"
LARGEST_REQUEST = 5 * LARGEST
"""Bytes that are listened to, so that a file that is too large has a sentence of its own."""
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@get(f"{PICTURES}/{{merchant_id:uuid}}/{{picture_id:uuid}}", public=True)
async def show_picture(
    request: ConsoleRequest, merchant_id: FromPath[UUID], picture_id: FromPath[UUID]
) -> Response[Any]:
    found = await read_picture(request.db, MerchantId(merchant_id), PictureId(picture_id))
    return Response(found.content, media_type=found.media_type, headers=FOR_EVER)


def address(request: ConsoleRequest, picture: PictureId | None) -> str:
    """Where a picture of the merchant is; nothing for none."""
    return "" if picture is None else f"{PICTURES}/{request.merchant.id}/{picture}"


async def read_chosen(form: Form, request: ConsoleRequest) -> Picture | None:
    """The file that was chosen; None, maybe with a sentence in `form`, where none can be kept."""
    sent = await request.read_file("picture")
    if sent is None or not sent.data:
        return None
    try:
        return checked(sent.data)
    except RegularsError as refusal:
        form.errors["picture"] = refusal.sentence
        return None


async def keep(request: ConsoleRequest, picture: Picture) -> PictureId:
    return await keep_picture(request.db, request.merchant.id, picture, at=request.now)


async def drop(request: ConsoleRequest, picture: PictureId | None) -> None:
    """Take a picture away that is not shown any more."""
    if picture is not None:
        await drop_picture(request.db, request.merchant.id, picture)


ROUTES = [show_picture]
