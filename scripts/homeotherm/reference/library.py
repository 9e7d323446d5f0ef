"""What a notebook can call: the functions of the library for recordings, datasets and studies, by their docstrings."""

import ast
from collections.abc import Iterator
from pathlib import Path

from homeotherm.reference.markdown import code, page, plain, table

PARTS = {
    "Studies and points": ("study", "points", "computed_point", "measured", "measure"),
    "Files": ("files", "published", "exports"),
    "Measures": ("measures",),
    "Statistics and analyses": ("analysis",),
    "Figures": ("figures.registry", "figures.drawing"),
}
"""Modules and packages by what one does with them; a package stands for all of its modules."""


def library_page(root: Path) -> str:
    """Return the page as Markdown.

    Parameters
    ----------
    root
        The folder ``scripts/homeotherm``.
    """
    parts = [
        "With `scripts` on the path these can be imported, without Snakemake: [from a notebook](../howto/notebook.md). "
        "Units, shapes and errors stand in the docstrings: `help(homeotherm.measures.rates.irregularity)`.",
    ]
    for heading, names in PARTS.items():
        parts.append(f"## {heading}")
        for path in (path for name in names for path in _modules(root, name)):
            module = ast.parse(path.read_text(encoding="utf-8"))
            rows = [(code(signature(each)), plain(first_line(each))) for each in public_functions(module)]
            if rows:
                name = ".".join(("homeotherm", *path.relative_to(root).with_suffix("").parts)).removesuffix(".__init__")
                parts += [f"### `{name}`", plain(first_line(module)), table(("function", "what it does"), rows)]
    return page("Library", *parts)


def public_functions(module: ast.Module) -> Iterator[ast.FunctionDef]:
    """Go through the functions of a module that others may call: those with a docstring and no leading underscore."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and ast.get_docstring(node):
            yield node


def signature(function: ast.FunctionDef) -> str:
    """Return a function with the names of its arguments, and its defaults."""
    given = function.args
    plainly = [*given.posonlyargs, *given.args]
    defaults = [None] * (len(plainly) - len(given.defaults)) + list(given.defaults)
    words = [_argument(each, default) for each, default in zip(plainly, defaults, strict=True)]
    words += [f"*{given.vararg.arg}"] if given.vararg else ["*"] if given.kwonlyargs else []
    words += [_argument(each, default) for each, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)]
    words += [f"**{given.kwarg.arg}"] if given.kwarg else []
    return f"{function.name}({', '.join(words)})"


def first_line(node: ast.Module | ast.FunctionDef) -> str:
    """Return the first paragraph of a docstring in one line."""
    return " ".join((ast.get_docstring(node) or "").split("\n\n")[0].split())


def _argument(each: ast.arg, default: ast.expr | None) -> str:
    return each.arg if default is None else f"{each.arg}={ast.unparse(default)}"


def _modules(root: Path, name: str) -> list[Path]:
    """Return the files of a module or of a package.

    Raises
    ------
    FileNotFoundError
        If there is neither.
    """
    base = root.joinpath(*name.split("."))
    found = [base.with_suffix(".py")] if base.with_suffix(".py").is_file() else sorted(base.glob("*.py"))
    if not found:
        raise FileNotFoundError(f"{base}: is neither a module nor a package; see reference.library.PARTS")
    return found
