"""The parts that pages are built from are documented, safe, and within the pages' policy."""

import inspect
import re
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, nodes

from regulars.faces.console import templating
from regulars.faces.console.templating import HERE, render

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs/reference/design-system.md"
ICONS = set((ROOT / "frontend/icons.txt").read_text().split())
PAGES = sorted(HERE.rglob("*.html"))
FRAMES = {"mark", "wordmark", "flashes", "theme_choice"}
"""Parts that only the page frames use."""

SIGNATURE = re.compile(r"`([a-z_]+)\(([^`]*)\)`")
NAMED_ICON = re.compile(r"""(?:icon|picture)(?:=|\()'([a-z0-9-]+)'""")
FIRST_ICON = re.compile(r"""(?:empty_state|statement_row|checklist_step)\('([a-z0-9-]+)'""")
INLINE = re.compile(r"""\s(?:style|on[a-z]+)\s*=|<script(?![^>]*\ssrc=)|<style""")


def macros() -> dict[str, nodes.Macro]:
    source = (HERE / "templates/components.html").read_text()
    tree = Environment(autoescape=True).parse(source)
    return {each.name: each for each in tree.find_all(nodes.Macro) if not each.name.startswith("_")}


def test_the_reference_lists_every_part_with_its_parameters() -> None:
    parts = re.split(r"^## ", REFERENCE.read_text(), flags=re.MULTILINE)
    table = next(each for each in parts if each.startswith("Parts"))
    listed = {
        name: [part.split("=")[0].strip() for part in parameters_of(inner)]
        for line in table.splitlines()
        if line.startswith("| `")
        for name, inner in SIGNATURE.findall(line.split("|")[1])
    }
    built = {
        name: [argument.name for argument in macro.args]
        for name, macro in macros().items()
        if name not in FRAMES
    }
    built["icon"] = list(inspect.signature(templating.icon).parameters)
    assert listed == built


def parameters_of(inner: str) -> list[str]:
    return [part for part in inner.split(",") if part.strip()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HERE)))
def test_a_page_has_nothing_inline(page: Path) -> None:
    """The policy of every page would drop it without a word."""
    assert not INLINE.findall(page.read_text())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HERE)))
def test_a_page_uses_icons_that_are_built(page: Path) -> None:
    text = page.read_text()
    assert set(NAMED_ICON.findall(text) + FIRST_ICON.findall(text)) <= ICONS


def drawn(template: str, **context: Any) -> str:
    """`template` as a page would draw it, with the parts at hand as `ui`."""
    source = '{% import "components.html" as ui with context %}' + template
    return templating._templates.from_string(source).render(context)


def test_what_people_typed_stays_text() -> None:
    page = drawn(
        "{{ ui.field('Name', 'name', value, error=value) }}{{ ui.person(value) }}"
        "{{ ui.copy_field('Code', value) }}{{ ui.chart(value, [value], [])}}",
        value="\"><script>alert('x')</script>",
    )
    assert "<script" not in page


def test_an_error_stands_beside_its_field_and_is_told_to_screen_readers() -> None:
    page = drawn("{{ ui.field('Points', 'points', '-3', error='More than 0.', hint='Whole.') }}")
    assert 'aria-describedby="error-points hint-points"' in page
    assert 'aria-invalid="true"' in page
    assert 'id="error-points"' in page


def test_a_form_carries_the_token_and_so_do_its_requests() -> None:
    page = render("bare.html", {"csrf_token": "t0ken"})
    assert drawn("{{ ui.csrf() }}", csrf_token="t0ken").count('value="t0ken"') == 1
    assert '"X-CSRFToken": "t0ken"' in page.replace("&#34;", '"')


def test_a_remembered_theme_is_in_the_page_before_any_script_runs() -> None:
    assert 'data-theme="regulars-dark"' in render("bare.html", {"theme": "dark"})
    assert "data-theme" not in render("bare.html", {"theme": "purple"}).split("<head>")[0]


def test_steps_before_the_current_one_are_done() -> None:
    page = drawn("{{ ui.stepper([('a', 'One', ''), ('b', 'Two', ''), ('c', 'Three', '')], 'b') }}")
    assert re.findall(r"is-(done|now|later)", page) == ["done", "now", "later"]
