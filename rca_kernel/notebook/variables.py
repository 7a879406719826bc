"""Variables of a kernel as an agent may see them: type, shape, dtype and a short summary."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from rca_kernel.errors import ActionError
from rca_kernel.notebook.describing import describe

MOST = 24
"""Variables described at once."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable. `shape` is "(3, 4)" of an array, "len 5" of a container; what has none has ""."""

    name: str
    type: str
    shape: str = ""
    dtype: str = ""
    summary: str = ""

    def line(self) -> str:
        described = " ".join(filter(None, (self.type, self.dtype, self.shape)))
        return f"{self.name}: {described}" + (f" = {self.summary}" if self.summary else "")


def checked(paths: Sequence[str]) -> list[str]:
    """`paths` without repeats; ActionError for what is no name, attribute or constant index."""
    wanted = list(dict.fromkeys(path.strip() for path in paths))[:MOST]
    for path in wanted:
        try:
            node: ast.expr = ast.parse(path, mode="eval").body
            while isinstance(node, ast.Attribute | ast.Subscript):
                if isinstance(node, ast.Subscript):
                    ast.literal_eval(node.slice)
                node = node.value
        except (SyntaxError, ValueError):
            node = ast.Constant(None)
        if not isinstance(node, ast.Name):
            raise ActionError(
                f"{path!r} is no variable.", hint="A name, or one like p['w'] or model.layers[0]."
            )
    return wanted


def variables_in(namespace: Mapping[str, Any], paths: Sequence[str]) -> tuple[Variable, ...]:
    """Variables of this process; call it on the thread that runs the user's code."""
    return read_described(describe(dict(namespace), checked(paths)))


def describing_source(paths: Sequence[str]) -> str:
    """An expression that gives `describe` of the kernel's own namespace, for a kernel elsewhere."""
    code = resources.files("rca_kernel.notebook").joinpath("describing.py").read_text(encoding="utf-8")
    called = f"made['describe'](get_ipython().user_ns, {checked(paths)!r})"
    return f"(lambda made: (exec({code!r}, made), {called})[1])({{'__name__': 'rca_describing'}})"


def read_described(text: str) -> tuple[Variable, ...]:
    return tuple(Variable(*map(str, item)) for item in json.loads(text))
