"""The form that says which of the till's sites is which store, and how the till is spoken to."""

from collections.abc import Collection, Iterable

from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.errors import Invalid
from regulars.kernel.ids import StoreId
from regulars.merchants.model import (
    Connection,
    ConnectionSettings,
    LookupShape,
    Merchant,
    SiteMapping,
    Store,
    ViaBill,
)
from regulars.merchants.rules import mapping
from regulars.merchants.stores import add_store
from regulars.pos.model import Choice, Company, Site

SITE = "site-"
NEW = "new"
PARTIES = ("send_bookings", "notify_bookings", "order_type", "deposit_method_id", "seat_product_id")
"""What is about parties from the diary."""
LEAST_PATIENCE, MOST_PATIENCE = 2, 60
LONGEST_ORDER_TYPE = 40


def as_typed(connection: Connection, sites: Iterable[Site], stores: Collection[Store]) -> Form:
    """The form as it would be typed for what is saved; before that, with what suggests itself."""
    settings = connection.settings
    mapped = {one.site_id: one.store for one in connection.sites} or same_names(sites, stores)
    fields = {SITE + site: str(store) for site, store in mapped.items()}
    fields |= {
        "lookup_shape": settings.lookup_shape.value,
        "via": settings.via.value,
        "discount_product_id": settings.discount_product_id,
        "payment_method_id": settings.payment_method_id,
        "patience_seconds": str(settings.patience_seconds),
        "order_type": settings.order_type,
        "deposit_method_id": settings.deposit_method_id,
        "seat_product_id": settings.seat_product_id,
    }
    switches = {
        "rewards_as_map": settings.rewards_as_map,
        "points_as_text": settings.points_as_text,
        "match_by_contact": settings.match_by_contact,
        "send_bookings": settings.send_bookings,
        "notify_bookings": settings.notify_bookings,
    }
    return Form(fields | {name: "on" for name, on in switches.items() if on})


def same_names(sites: Iterable[Site], stores: Collection[Store]) -> dict[str, StoreId]:
    """The stores that are called like a site. A lone site and a lone store belong together."""
    listed = list(sites)
    if len(listed) == len(stores) == 1:
        return {listed[0].id: next(iter(stores)).id}
    named = {store.name.casefold(): store.id for store in stores}
    return {
        site.id: named[site.name.casefold()] for site in listed if site.name.casefold() in named
    }


def is_site(name: str) -> bool:
    """Whether a field says which store a site is."""
    return name.startswith(SITE)


def is_advanced(name: str) -> bool:
    """Whether a field is about what hardly anybody changes."""
    return not is_site(name) and not is_of_parties(name)


def is_of_parties(name: str) -> bool:
    """Whether a field is about parties from the diary."""
    return name in PARTIES


def chosen_sites(
    form: Form, company: Company, merchant: Merchant, stores: Collection[StoreId]
) -> tuple[SiteMapping, ...]:
    """The sites with an existing store. Raises `Invalid`; a site may also ask for a new store."""
    if company.currency != merchant.currency:
        raise Invalid(
            f"The till counts in {company.currency} and {merchant.name} in {merchant.currency}. "
            "They have to be the same."
        )
    names = {site.id: site.name for site in company.sites}
    wanted = {name.removeprefix(SITE): form.text(name) for name in _site_fields(form)}
    wanted = {site: store for site, store in wanted.items() if store}
    if not wanted:
        raise Invalid("Give at least one site a store.")
    mapping({site: StoreId(0) for site in wanted if site not in names}, names, ())
    existing = {site: _store(store) for site, store in wanted.items() if store != NEW}
    return mapping(existing, names, stores)


async def with_new_stores(
    request: ConsoleRequest, form: Form, company: Company, chosen: tuple[SiteMapping, ...]
) -> tuple[SiteMapping, ...]:
    """`chosen`, and a new store for each site that asks for one, named like the site."""
    sites = list(chosen)
    for site in company.sites:
        if form.value(SITE + site.id) == NEW:
            store = await add_store(
                request.db, request.merchant, site.name, at=request.now, actor=request.actor
            )
            sites.append(SiteMapping(site.id, site.name, store.id))
    return tuple(sites)


def read_settings(form: Form, company: Company) -> ConnectionSettings:
    """The settings as typed; what is wrong is noted in `form`."""
    via = form.choice("via", ViaBill, ViaBill.VARIATION)
    product = _known(form, "discount_product_id", company.products)
    method = _known(form, "payment_method_id", company.payment_methods)
    if via is ViaBill.PRODUCT and not product:
        form.errors.setdefault("discount_product_id", "Choose the product that carries rewards.")
    if via is ViaBill.PAYMENT and not method:
        form.errors.setdefault("payment_method_id", "Choose the payment that carries rewards.")
    patience = form.whole("patience_seconds", least=LEAST_PATIENCE, most=MOST_PATIENCE)
    return ConnectionSettings(
        lookup_shape=form.choice("lookup_shape", LookupShape, LookupShape.MEMBER),
        rewards_as_map=form.flag("rewards_as_map"),
        points_as_text=form.flag("points_as_text"),
        via=via,
        discount_product_id=product,
        payment_method_id=method,
        match_by_contact=form.flag("match_by_contact"),
        patience_seconds=patience or ConnectionSettings().patience_seconds,
        send_bookings=form.flag("send_bookings"),
        notify_bookings=form.flag("notify_bookings"),
        order_type=form.text("order_type", most=LONGEST_ORDER_TYPE),
        deposit_method_id=_known(form, "deposit_method_id", company.payment_methods),
        seat_product_id=_known(form, "seat_product_id", company.products),
    )


def _known(form: Form, name: str, choices: Iterable[Choice]) -> str:
    typed = form.text(name)
    if typed and typed not in {choice.id for choice in choices}:
        form.errors[name] = "The till does not have this any more. Choose another."
    return typed


def _store(typed: str) -> StoreId:
    return StoreId(int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0)


def _site_fields(form: Form) -> list[str]:
    return [name for name in form.fields if is_site(name)]
