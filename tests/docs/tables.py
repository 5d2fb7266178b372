"""The tables of the reference, made from the code: `python -m tests.docs.tables` writes them.

Each stands in its document between `<!-- table: name -->` and `<!-- end -->`; the prose around it
is written by hand. The tests fail while a document and the code differ.
"""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar, get_origin

import typer

import regulars
from regulars.faces.cli.app import create_cli
from regulars.kernel.errors import RegularsError
from regulars.platform.settings_table import SETTINGS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
TABLE = re.compile(r"(<!-- table: (\w+) -->\n\n)(.*?)(\n\n<!-- end -->)", re.DOTALL)


def settings() -> str:
    rows = [
        (f"`{one.name}`", f"`{one.default}`" if one.default else "", one.meaning)
        for one in SETTINGS
    ]
    return table(("variable", "without it", "meaning"), rows)


def commands() -> str:
    return "\n\n".join(command(path, found) for path, found in every_command())


def command(path: str, found: Any) -> str:
    """One command's paragraph and its options."""
    parts = [f"### {path}", (found.help or "").strip()]
    rows = [row(parameter) for parameter in found.params]
    if rows:
        parts.append(table(("", "without it", "meaning"), rows))
    return "\n\n".join(parts)


def row(parameter: Any) -> tuple[str, str, str]:
    if parameter.param_type_name == "argument":
        return f"`{parameter.name.upper()}`", "", parameter.help or ""
    names = ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
    default = parameter.default
    shown = "" if default in (None, False, "") or callable(default) else f"`{default}`"
    return names, shown, parameter.help or ""


def every_command() -> Iterator[tuple[str, Any]]:
    """Each command with all its words, in the order of the help."""
    root: Any = typer.main.get_command(create_cli())
    for name, found in root.commands.items():
        if hasattr(found, "commands"):
            for verb, inner in found.commands.items():
                yield f"regulars {name} {verb}", inner
        else:
            yield f"regulars {name}", found


def errors() -> str:
    meanings: dict[str, list[str]] = {}
    for kind in sorted(every_error(), key=lambda kind: (kind.code, kind.__module__)):
        meanings.setdefault(kind.code, []).append(first_sentence(kind))
    rows = [(f"`{code}`", " Or: ".join(texts)) for code, texts in meanings.items()]
    return table(("code", "meaning"), rows)


def every_error() -> Iterator[type[RegularsError]]:
    """Each refusal that has a code of its own."""
    import_everything()
    waiting: list[type[RegularsError]] = [RegularsError]
    for kind in waiting:
        waiting += kind.__subclasses__()
        if "code" in vars(kind) and kind.__module__.startswith("regulars."):
            yield kind


def facts() -> str:
    rows = [
        (f"`{kind.kind}`", first_sentence(kind), ", ".join(f"`{name}`" for name in fields(kind)))
        for kind in sorted(every_fact(), key=lambda kind: str(kind.kind))
    ]
    return table(("kind", "meaning", "data"), rows)


def every_fact() -> Iterator[Any]:
    """Each struct of a domain's `facts` module that has a kind."""
    for module in import_everything():
        if module.__name__.endswith(".facts"):
            for _, kind in inspect.getmembers(module, inspect.isclass):
                declared = inspect.get_annotations(kind).get("kind")
                if kind.__module__ == module.__name__ and get_origin(declared) is ClassVar:
                    yield kind


def fields(kind: Any) -> tuple[str, ...]:
    names: tuple[str, ...] = kind.__struct_fields__
    return names


def import_everything() -> list[Any]:
    names = [found.name for found in pkgutil.walk_packages(regulars.__path__, "regulars.")]
    return [importlib.import_module(name) for name in names if not name.endswith("__main__")]


def first_sentence(kind: type) -> str:
    return " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split())


def table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '¦') for cell in line)} |" for line in lines)


TABLES: dict[str, Callable[[], str]] = {
    "settings": settings,
    "commands": commands,
    "errors": errors,
    "facts": facts,
}


def document(name: str) -> Path:
    return REFERENCE / f"{name}.md"


def with_table(name: str) -> str:
    """The document as it should be."""
    text = document(name).read_text()
    return TABLE.sub(lambda found: found[1] + TABLES[found[2]]() + found[4], text)


def main() -> None:
    for name in TABLES:
        document(name).write_text(with_table(name))


if __name__ == "__main__":
    main()
