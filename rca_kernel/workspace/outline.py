"""What Python code declares, read from its tree: signatures, docstrings, calls. Nothing is run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

LONGEST = 6000
"""Characters of one outline."""
_DOC = 160


def outline(source: str, *, calls: bool = True) -> str:
    """Imports, constants, functions and classes with signatures, first lines of docstrings and, with
    `calls`, what each calls; "" where the source is no Python."""
    tree = parsed(source)
    if tree is None:
        return ""
    try:
        lines = [line for node in tree.body for line in _lines(node, "", calls)]
    except RecursionError:  # what can be parsed may yet be nested too deeply to be written
        return ""
    doc = ast.get_docstring(tree)
    text = "\n".join(([f'"""{_first(doc)}"""'] if doc else []) + lines)
    return text if len(text) <= LONGEST else text[:LONGEST].rpartition("\n")[0] + "\n… (more)"


def parsed(source: str) -> ast.Module | None:
    """The tree of a source, without lines for the notebook's own commands (%, !); None for no Python."""
    lines = ["" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines()]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _lines(node: ast.stmt, indent: str, calls: bool) -> Iterator[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield indent + _signature(node) + _doc(node) + (_called(node) if calls else "")
        case ast.ClassDef(name=name, bases=bases):
            inherited = f"({', '.join(ast.unparse(base) for base in bases)})" if bases else ""
            yield f"{indent}class {name}{inherited}:{_doc(node)}"
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.AnnAssign):
                    yield from _lines(inner, indent + "    ", calls)
        case ast.Import() | ast.ImportFrom():
            yield indent + ast.unparse(node)
        case ast.Assign() | ast.AnnAssign():
            text = ast.unparse(node)
            yield indent + (text if len(text) <= 100 else text[:100] + " …")
        case ast.If() if _is_main(node):
            yield f"{indent}if __name__ == '__main__':{_called(node) if calls else ''}"
        case ast.For() | ast.While() | ast.With() | ast.If() | ast.Try() if calls and not indent:
            yield f"{indent}{type(node).__name__.lower()} …:{_called(node)}"
        case ast.Expr(value=ast.Call(func=func)):
            yield f"{indent}{ast.unparse(func)}(…)"
        case _:
            pass


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    returns = f" -> {ast.unparse(node.returns)}" if node.returns is not None else ""
    return f"def {node.name}({ast.unparse(node.args)}){returns}:"


def _doc(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> str:
    doc = ast.get_docstring(node)
    return f'  """{_first(doc)}"""' if doc else ""


def _first(doc: str) -> str:
    return doc.strip().split("\n", 1)[0][:_DOC]


def _called(node: ast.AST) -> str:
    """The names of what is called below a node, each once."""
    names = dict.fromkeys(
        ast.unparse(inner.func)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name | ast.Attribute)
    )
    short = [name for name in names if len(name) <= 40][:10]
    return f"  → {', '.join(short)}" if short else ""


def _is_main(node: ast.If) -> bool:
    return "__name__" in ast.unparse(node.test)
