"""A cell's source as plain Python and as a test, with every string in it as it was written."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection

from rca_kernel.notebook.dependencies import names_of

MAGIC = re.compile(r"^(\s*)([%!].*)$")


def plain_source(source: str) -> str:
    """Without the lines that only IPython reads; a line of a string that looks like one stays."""
    lines = source.split("\n")
    while (wrong := _wrong_line("\n".join(lines))) is not None:
        if not 0 < wrong <= len(lines) or not MAGIC.match(lines[wrong - 1]):
            return "\n".join(MAGIC.sub(r"\1pass  # \2", line) for line in lines)
        lines[wrong - 1] = MAGIC.sub(r"\1pass  # \2", lines[wrong - 1])
    return "\n".join(lines)


def as_function(name: str, source: str, taken: Collection[str]) -> str | None:
    """The source as the body of a function; None where it would mean something else there: it assigns a name
    that is `taken` outside, or holds what no function may."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    if names_of(source).assigns & set(taken) or any(map(_is_for_modules, ast.walk(tree))):
        return None
    made = f"def {name}():\n{indented(source)}"
    return made if _wrong_line(made) is None else None


def indented(source: str) -> str:
    """One level deeper, the inside of strings as it was."""
    inside = _inside_strings(ast.parse(source))
    return "\n".join(
        f"    {line}" if line.strip() and number not in inside else line
        for number, line in enumerate(source.split("\n"), 1)
    )


def as_module_level(name: str, source: str, module: str) -> str:
    """A test that runs the source as a module of its own, on a copy of the module's names."""
    lines = ",\n".join(f"        {line!r}" for line in source.split("\n"))
    return (
        f"def {name}():\n    lines = [\n{lines},\n    ]\n"
        f'    exec(compile("\\n".join(lines), "{name}", "exec"), dict(vars({module})))'
    )


def _wrong_line(source: str) -> int | None:
    """The line at which the source is no Python, None where it is."""
    try:
        ast.parse(source)
    except SyntaxError as error:
        return error.lineno or 0
    except ValueError:  # a null byte
        return 0
    return None


def _is_for_modules(node: ast.AST) -> bool:
    """What means something else, or nothing, inside a function."""
    if isinstance(node, ast.ImportFrom):
        return any(alias.name == "*" for alias in node.names)
    asks = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    return isinstance(node, ast.Global) or (asks and node.func.id in ("globals", "exec", "eval"))  # type: ignore[attr-defined]


def _inside_strings(tree: ast.AST) -> set[int]:
    """Lines that begin inside a string, or between the pieces of one: their spaces are left alone."""
    return {
        line
        for node in ast.walk(tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, str | bytes))
        or isinstance(node, ast.JoinedStr)
        for line in range(node.lineno + 1, (node.end_lineno or node.lineno) + 1)
    }
