"""A digest of the code that a result depends on: the modules that are imported, without comments and layout.

Snakemake watches a script's own file only. This digest covers what the script imports from the library, directly and
indirectly, as syntax trees: a comment, a blank line or a docstring changes nothing, a changed number does.
"""

import ast
import functools
import hashlib
from pathlib import Path

PACKAGE = "homeotherm"
ROOT = Path(__file__).parent


@functools.cache
def source_digest(*modules: str) -> str:
    """Return 16 hex digits over the given modules of the library and all that they import from it."""
    seen: set[str] = set()
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        waiting += _imports(name)
    text = "\n".join(f"{name}:{_tree_digest(name)}" for name in sorted(seen))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _path(module: str) -> Path | None:
    """Return the file of a module of the library, None for other modules."""
    parts = module.split(".")
    if parts[0] != PACKAGE:
        return None
    base = ROOT.joinpath(*parts[1:])
    for path in (base / "__init__.py", base.with_suffix(".py")):
        if path.is_file():
            return path
    return None


@functools.cache
def _tree(module: str) -> ast.Module:
    path = _path(module)
    if path is None:
        raise ValueError(f"{module} is no module of {PACKAGE}")
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@functools.cache
def _imports(module: str) -> list[str]:
    """Return the modules of the library that a module imports."""
    found = []
    for node in ast.walk(_without_type_checking(_tree(module))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(module, node)
            found.append(origin)
            found += [f"{origin}.{alias.name}" for alias in node.names]
    return [name for name in found if _path(name) is not None]


def _origin(module: str, node: ast.ImportFrom) -> str:
    """Return the full name of the module that a ``from ... import`` names, relative ones included."""
    if not node.level:
        return node.module or ""
    path = _path(module)
    package = module.split(".") if path is not None and path.name == "__init__.py" else module.split(".")[:-1]
    base = package[: len(package) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def _without_type_checking(tree: ast.Module) -> ast.Module:
    """Return a module without its ``if TYPE_CHECKING:`` blocks, which are not run."""
    body = [
        node for node in tree.body if not (isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING")
    ]
    return ast.Module(body, [])


@functools.cache
def _tree_digest(module: str) -> str:
    tree = _tree(module)
    for node in ast.walk(tree):
        if (
            isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
            and ast.get_docstring(node) is not None
        ):
            node.body = node.body[1:]
    return hashlib.sha256(ast.dump(tree).encode()).hexdigest()
