"""Guests' pages from templates."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from regulars.faces.assets import asset
from regulars.platform.languages import Language, teach


def render(template: str, language: Language, **context: Any) -> str:
    return _templates(language).get_template(template).render(context)


@cache
def _templates(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals["asset"] = asset
    return teach(environment, language)
