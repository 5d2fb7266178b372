"""The OpenAPI document, made of the table of calls and of the structs that read and write them."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

import msgspec

from regulars.faces.voucher_api.call import Door
from regulars.faces.voucher_api.errors import ErrorEnvelope
from regulars.faces.voucher_api.examples import refused
from regulars.faces.voucher_api.figures import LONGEST_ID
from regulars.faces.voucher_api.route import STORE, Outcome, Param, Route, Tag
from regulars.faces.voucher_api.routes import ROUTES

Json = dict[str, Any]

REF = "#/components/schemas/{name}"
ENVELOPE = {"$ref": REF.format(name="ErrorEnvelope")}
LARGEST_AMOUNT = 10**12
AS_NUMBER = {"type": "number", "minimum": 0, "maximum": LARGEST_AMOUNT}
AMOUNT = {"anyOf": [AS_NUMBER, {"type": "string", "pattern": r"^[0-9]{1,12}(\.[0-9]{1,6})?$"}]}
PERHAPS_AMOUNT = {
    "anyOf": [
        AS_NUMBER,
        {"type": "string", "pattern": r"^([0-9]{1,12}(\.[0-9]{1,6})?)?$"},
        {"type": "null"},
    ]
}
AMOUNT_ANSWERED = {"type": "number"}
OURS = "An extension of ours."
ALWAYS = {
    400: "What was sent cannot be used; the field is named.",
    401: "The token is missing, has expired or was ended.",
    413: "The body is larger than any call needs.",
    415: "The body does not say that it is JSON.",
}
IDS = {
    "storeId": {
        "description": "The store's number, as the console shows it.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
    },
    "voucherId": {
        "description": "The voucher's id, as the list shows it.",
        "schema": {"type": "string", "format": "uuid"},
    },
    "externalOrderId": {
        "description": "The till's own id of the order.",
        "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_ID},
    },
}


def document(base_url: str) -> Json:
    """The whole document for the hub at `base_url`."""
    paths: Json = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Regulars: vouchers and wallets for any till",
            "version": "1",
            "description": (
                "Log in, send the token with every call as `Authorization: Bearer …`, look a "
                "member up, ask what a voucher does to the bill, and report the finished order."
            ),
        },
        "servers": [{"url": base_url}],
        "tags": [{"name": tag.value} for tag in Tag],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "till": {"type": "http", "scheme": "bearer", "description": "A till's token."},
                "guest": {"type": "http", "scheme": "bearer", "description": "A guest's token."},
            },
        },
    }


def _operation(route: Route) -> Json:
    meaning = f"{route.meaning} *{OURS}*" if route.ours else route.meaning
    found: Json = {
        "operationId": route.name,
        "summary": route.summary,
        "description": meaning,
        "tags": [route.tag.value],
        "parameters": [*_path_parameters(route), *map(_parameter, route.parameters)],
        "responses": dict(_responses(route)),
        "security": [] if route.door is Door.OPEN else [{route.door.value: []}],
    }
    if route.ours:
        found["x-extension"] = True
    if route.body is not None:
        found["requestBody"] = {"required": True, "content": _sent(route)}
    return found


def _path_parameters(route: Route) -> Iterator[Json]:
    for name, described in IDS.items():
        if f"{{{name}}}" in route.path:
            yield {"name": name, "in": "path", "required": True, **described}


def _parameter(param: Param) -> Json:
    found: Json = {
        "name": param.name,
        "in": param.where,
        "description": param.meaning,
        "schema": dict(param.schema),
    }
    return found if param.example is None else {**found, "example": param.example}


def _sent(route: Route) -> Json:
    schema = _schema_of(route.body)
    if route.name != "refreshTokens":
        return {"application/json": {"schema": schema, "example": route.example}}
    return {
        "application/json": {"schema": schema, "example": route.example},
        "text/plain": {"schema": {"type": "string"}},
    }


def _responses(route: Route) -> Iterator[tuple[str, Json]]:
    for status, outcome in route.outcomes.items():
        yield str(status), _outcome(outcome)
    for status, meaning in sorted(_refusals(route).items()):
        yield (
            str(status),
            {
                "description": meaning,
                "content": {"application/json": _refusal(route, status)},
            },
        )


def _refusals(route: Route) -> Mapping[int, str]:
    """What the route refuses with an envelope. The silent one only does before it lets in."""
    if route.silent:
        return {401: ALWAYS[401]}
    statuses = {401} if route.door is not Door.OPEN else set()
    if route.parameters:
        statuses |= {400}
    if route.body is not None:
        statuses |= {400, 413, 415}
    common = {status: ALWAYS[status] for status in statuses}
    missing = {404: "The store is not within reach."} if STORE in route.path else {}
    return {**common, **missing, **route.refusals}


def _refusal(route: Route, status: int) -> Json:
    if route.name == "listMemberVouchers" and status == 404:
        schema = {"anyOf": [{"const": "member not found"}, ENVELOPE]}
        return {"schema": schema, "example": "member not found"}
    return {"schema": ENVELOPE, "example": refused(status, route.method, route.path)}


def _outcome(outcome: Outcome) -> Json:
    found: Json = {"description": outcome.meaning}
    if outcome.headers:
        found["headers"] = {
            name: {"description": meaning, "schema": {"type": "string"}}
            for name, meaning in outcome.headers.items()
        }
    if outcome.kind is not None:
        examples = {name: {"value": value} for name, value in outcome.examples.items()}
        content = {"schema": _schema_of(outcome.kind), "examples": examples}
        found["content"] = {"application/json": content}
    return found


def _schema_of(kind: Any) -> Json:
    [schema], _ = msgspec.json.schema_components([kind], ref_template=REF)
    return schema


def _schemas() -> Json:
    """Every struct's schema. Amounts come as numbers or as text, and are answered as numbers."""
    sent = [kind for route in ROUTES for kind in _structs(route.body)]
    answered = [out.kind for route in ROUTES for out in route.outcomes.values() if out.kind]
    return {
        **{name: _with_amounts(schema) for name, schema in _components(sent).items()},
        **_with_numbers(_components([*answered, ErrorEnvelope])),
    }


def _structs(kind: Any) -> tuple[Any, ...]:
    return () if kind is None else get_args(kind) or (kind,)


def _components(kinds: list[Any]) -> Json:
    return msgspec.json.schema_components(kinds, ref_template=REF)[1]


def _with_amounts(schema: Json) -> Json:
    """A struct says nothing of its amounts, which are read from their very letters."""
    if "properties" not in schema:
        return schema
    needed = schema.get("required", ())
    amounts = {
        name: AMOUNT if name in needed else PERHAPS_AMOUNT
        for name, described in schema["properties"].items()
        if not described
    }
    return {**schema, "properties": {**schema["properties"], **amounts}}


def _with_numbers(schema: Any) -> Any:
    """A struct says that its decimals are text, as they would be without our encoder."""
    if isinstance(schema, list):
        return [_with_numbers(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("format") == "decimal":
        return AMOUNT_ANSWERED
    return {name: _with_numbers(part) for name, part in schema.items()}
