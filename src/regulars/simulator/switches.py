"""Every assumption about the till, as a switch with a default.

The section names the part of the till's behaviour that the switch belongs to. What is documented
by the vendor has no switch, unless tests need the other way round too.
"""

from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from regulars.simulator.errors import Refused


def meaning(section: str, text: str, **limits: Any) -> Meta:
    return Meta(description=text, extra={"section": section}, **limits)


class Switches(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    loyalty_method: Annotated[
        Literal["GET", "POST"], meaning("Loyalty", "HTTP method of search, lookup and redemption.")
    ] = "GET"
    loyalty_signature: Annotated[
        bool, meaning("Loyalty", "Loyalty calls carry X-Kounta-Signature over their body.")
    ] = False
    loyalty_timeout_seconds: Annotated[
        float, meaning("Loyalty", "How long the till waits for the add-on.", gt=0)
    ] = 10
    loyalty_keeps_query: Annotated[
        bool, meaning("Loyalty", "Parameters already in the configured URL survive.")
    ] = True
    loyalty_error_needs_200: Annotated[
        bool, meaning("Loyalty", "An error text is shown only when it came with status 200.")
    ] = True
    loyalty_needs_grant: Annotated[
        bool, meaning("Loyalty", "Loyalty sleeps until the add-on was authorised once.")
    ] = True
    placeholder_form: Annotated[
        Literal["number", "uuid"], meaning("Loyalty", "How the placeholder order id looks.")
    ] = "number"
    customer_link: Annotated[
        Literal["reference_then_email", "reference_only", "always_create"],
        meaning("Loyalty", "Which customer a chosen member becomes, before one is created."),
    ] = "reference_then_email"
    lookup_needs_reference: Annotated[
        bool, meaning("Loyalty", "Only customers with the add-on's reference_id are looked up.")
    ] = True
    redeem_order_status: Annotated[
        Literal["ON_HOLD", "PENDING"],
        meaning("Redemption", "Status in which the open sale is saved before a redemption."),
    ] = "ON_HOLD"
    redeem_replacement: Annotated[
        Literal["text", "parameter"],
        meaning("Redemption", "order_id is replaced as text everywhere, or as query parameter."),
    ] = "text"
    redeem_always_sends_quantity: Annotated[
        bool, meaning("Redemption", "A chosen quantity is sent for every kind of reward.")
    ] = False
    redeem_twice: Annotated[
        bool, meaning("Redemption", "One sale may carry several redemptions.")
    ] = True
    second_discount: Annotated[
        Literal["replace", "refuse"],
        meaning("Redemption", "What happens to a second order-wide discount."),
    ] = "replace"

    authorize_needs_state: Annotated[
        bool, meaning("OAuth", "The consent page refuses a request without state.")
    ] = True
    access_token_seconds: Annotated[int, meaning("OAuth", "Lifetime of an access token.", ge=1)] = (
        3600
    )
    code_seconds: Annotated[int, meaning("OAuth", "Lifetime of an authorization code.", ge=1)] = 60
    refresh_token_rotates: Annotated[
        bool, meaning("OAuth", "A refresh answers with a new refresh token; the old one dies.")
    ] = False
    token_scope: Annotated[bool, meaning("OAuth", 'Token answers hold "scope": null.')] = False
    expired_token_status: Annotated[
        Literal[401, 400], meaning("OAuth", "Status for an expired or unknown token.")
    ] = 401

    accept_any: Annotated[
        bool, meaning("HTTP", "Accept: */* without .json is answered with JSON.")
    ] = True
    location_extension: Annotated[
        Literal["as_request", "always", "never"], meaning("HTTP", "Whether Location ends in .json.")
    ] = "as_request"
    location_absolute: Annotated[bool, meaning("HTTP", "Location is an absolute URL.")] = True
    put_answers: Annotated[
        Literal["null", "object"], meaning("HTTP", "Body of a successful PUT.")
    ] = "null"
    page_size: Annotated[int, meaning("HTTP", "Rows on a page of most lists.", ge=1)] = 25
    page_size_products: Annotated[
        int, meaning("HTTP", "Rows on a page of products and inventory.", ge=1)
    ] = 100
    old_paging: Annotated[
        bool, meaning("HTTP", "X-Pages is sent and X-Page (from 0) understood as well.")
    ] = True
    rate_limit_basic: Annotated[
        int, meaning("HTTP", "Requests a minute with Basic credentials.", ge=0)
    ] = 60
    rate_limit_oauth: Annotated[
        int, meaning("HTTP", "Requests a minute with an access token.", ge=0)
    ] = 180
    rate_limit_scope: Annotated[
        Literal["application_and_company", "company"], meaning("HTTP", "Who shares one limit.")
    ] = "application_and_company"

    default_order_status: Annotated[
        Literal["SUBMITTED", "ON_HOLD", "PENDING"],
        meaning("Orders", "Status of an order created without one."),
    ] = "SUBMITTED"
    order_needs_site: Annotated[
        bool, meaning("Orders", "A new order needs site_id; a register alone is not enough.")
    ] = True
    order_needs_lines: Annotated[
        bool, meaning("Orders", "A new order without lines is refused.")
    ] = False
    order_delete: Annotated[bool, meaning("Orders", "Orders can be deleted by DELETE.")] = True
    order_delete_with_contents: Annotated[
        bool, meaning("Orders", "DELETE also takes an order with lines or payments.")
    ] = True
    order_details_writable: Annotated[
        bool, meaning("Orders", "notes and guests of an open order may be changed by PUT.")
    ] = True
    notes_length: Annotated[
        int, meaning("Orders", "Most characters that notes of an order have.", ge=0)
    ] = 2000
    notes_too_long: Annotated[
        Literal["refuse", "cut"], meaning("Orders", "What happens to longer notes.")
    ] = "refuse"
    lines_after_acceptance: Annotated[
        bool, meaning("Orders", "Lines may still be changed once an order is accepted.")
    ] = False
    order_variation_writable: Annotated[
        bool, meaning("Orders", "price_variation may be set on an open order by PUT.")
    ] = True
    order_fixed_variation_writable: Annotated[
        bool, meaning("Orders", "price_fixed_variation of an order may be set at all.")
    ] = True
    unset_variation: Annotated[
        Literal["neutral", "null"],
        meaning("Orders", "Unset variations read as 1 and 0, or as null."),
    ] = "neutral"
    line_totals: Annotated[
        Literal["after_line_variation", "before_line_variation"],
        meaning("Orders", "Whether line_total_* contain the line's own variation."),
    ] = "after_line_variation"
    fixed_variation_with_tax: Annotated[
        bool, meaning("Orders", "price_fixed_variation is an amount with tax in it.")
    ] = True
    price_limit: Annotated[
        Literal["ignore", "refuse"], meaning("Orders", "What price_limit does to a dearer order.")
    ] = "ignore"
    lock: Annotated[
        Literal["ignore", "enforce"], meaning("Orders", "Whether lock keeps staff from payments.")
    ] = "enforce"
    complete_when_paid: Annotated[
        bool, meaning("Orders", "complete_when_paid finishes an order that is paid in full.")
    ] = True
    stock_rule_for_submitted: Annotated[
        bool, meaning("Orders", "SUBMITTED orders, too, are refused for products out of stock.")
    ] = False
    sale_number_extended: Annotated[
        bool, meaning("Orders", "A proposed sale_number comes back longer.")
    ] = True
    order_reopen: Annotated[
        bool, meaning("Orders", "A finished sale can be opened again at the till.")
    ] = False
    refund_by_amount: Annotated[
        Literal["total", "payment"],
        meaning("Orders", "Where a refund without lines states its amount."),
    ] = "total"
    refund_payments: Annotated[
        Literal["as_paid", "first"],
        meaning("Orders", "A refund goes back by all methods of the sale, or by its first."),
    ] = "as_paid"
    refund_delete: Annotated[
        bool, meaning("Orders", "A refund can be taken back at the till: it is deleted.")
    ] = True
    split_discount: Annotated[
        Literal["stays", "shared"],
        meaning("Orders", "A percentage off a sale that is split: on the first only, or on both."),
    ] = "shared"
    order_list_delay_seconds: Annotated[
        int, meaning("Orders", "How late a new order appears in lists.", ge=0)
    ] = 0
    bare_dates: Annotated[
        Literal["site", "utc"], meaning("Orders", "Zone of created filters that are bare dates.")
    ] = "site"

    tables_addon: Annotated[
        bool, meaning("Tables", "The Tables add-on is there; else its addresses answer 404.")
    ] = True
    table_orders: Annotated[
        Literal["order_ids", "orders"],
        meaning("Tables", "The open orders of a table: their ids, or id, id_str and status."),
    ] = "order_ids"

    customer_email_unique: Annotated[
        bool, meaning("Customers", "A second customer with one e-mail is refused.")
    ] = True
    customer_search_redirects: Annotated[
        bool, meaning("Customers", "E-mail, mobile and name searches answer 302.")
    ] = True

    webhook_delivery: Annotated[
        Literal["automatic", "manual"],
        meaning("Webhooks", "Delivered at once, or when POST /simulator/deliveries asks for it."),
    ] = "automatic"
    webhook_retry_seconds: Annotated[
        tuple[int, ...], meaning("Webhooks", "Waits before each further attempt.")
    ] = (5, 30, 120)
    webhook_timeout_seconds: Annotated[
        float, meaning("Webhooks", "How long an answer is waited for.", gt=0)
    ] = 10
    webhook_signature_encoding: Annotated[
        Literal["hex", "base64"], meaning("Webhooks", "How the signature is written.")
    ] = "hex"
    webhook_signature_key: Annotated[
        Literal["signature_token", "client_secret"], meaning("Webhooks", "What signs.")
    ] = "signature_token"
    webhook_envelope: Annotated[
        Literal["bare", "wrapped"],
        meaning("Webhooks", 'The resource itself, or {"topic": …, "data": …}.'),
    ] = "bare"
    webhook_orders_deleted: Annotated[
        bool, meaning("Webhooks", "The topic orders/deleted exists.")
    ] = True
    webhook_orders_created: Annotated[
        bool, meaning("Webhooks", "The topic orders/created exists.")
    ] = False
    webhook_orders_updated: Annotated[
        bool, meaning("Webhooks", "The topic orders/updated exists.")
    ] = False
    webhook_customers: Annotated[
        bool, meaning("Webhooks", "The topics customers/created and customers/updated exist.")
    ] = True
    webhook_tables: Annotated[bool, meaning("Webhooks", "The topic tables/updated exists.")] = True
    order_callback: Annotated[
        Literal["POST", "GET", "off"],
        meaning("Webhooks", "How callback_uri of an order is called."),
    ] = "POST"


class SwitchView(msgspec.Struct):
    """One switch as people see it."""

    name: str
    section: str
    meaning: str
    value: Any
    default: Any
    choices: list[Any] | None
    type: str


def view_of(switches: Switches) -> list[SwitchView]:
    hints = get_type_hints(Switches, include_extras=True)
    defaults = Switches()
    return [
        describe(name, hints[name], getattr(switches, name), getattr(defaults, name))
        for name in Switches.__struct_fields__
    ]


def describe(name: str, hint: Any, value: Any, default: Any) -> SwitchView:
    plain, meta = get_args(hint)
    choices = list(get_args(plain)) if get_origin(plain) is Literal else None
    return SwitchView(
        name=name,
        section=meta.extra["section"],
        meaning=meta.description,
        value=value,
        default=default,
        choices=[True, False] if plain is bool else choices,
        type=type(default).__name__ if type(default) is not tuple else "list",
    )


def turned(switches: Switches, changes: dict[str, Any]) -> Switches:
    """The switches with `changes` made; refused when a name or value is unknown."""
    try:
        return msgspec.convert(msgspec.to_builtins(switches) | changes, Switches)
    except msgspec.ValidationError as error:
        raise Refused(f"That switch cannot be turned so: {error}.") from error
