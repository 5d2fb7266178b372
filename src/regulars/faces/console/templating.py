"""Pages from templates: the shared ones in `templates`, a room's own beside its routes."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from regulars.faces.assets import asset
from regulars.faces.console.speech import Speech

HERE = Path(__file__).parent


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([HERE / "templates", HERE]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"asset": asset, "drawn_icon": icon}
    environment.filters |= {
        "money": _as_merchant(Speech.money),
        "glance": _as_merchant(Speech.glance),
        "number": _as_merchant(Speech.number),
        "date": _as_merchant(Speech.date),
        "time": _as_merchant(Speech.time),
        "moment": _as_merchant(Speech.moment),
        "birthday": _as_merchant(Speech.birthday),
        "weekday": _as_merchant(Speech.weekday),
    }
    return environment


@cache
def icon(name: str, css: str = "") -> Markup:
    """A picture of the sprite. Drawn once: the shell alone has thirty on every page."""
    looks = f"icon {css}" if css else "icon"
    return Markup(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>'
    ).format(looks, asset("icons.svg"), name)


def _as_merchant(write: Callable[[Speech, Any], str]) -> Callable[[Context, Any], str]:
    """A filter that writes a value as the page's merchant does; nothing for None."""

    @pass_context
    def filtered(context: Context, value: Any) -> str:
        return "" if value is None else write(context["speech"], value)

    return filtered


_templates = _environment()


def render(template: str, context: dict[str, Any]) -> str:
    """The page or part that `template` makes of `context`."""
    return _templates.get_template(template).render(context)
