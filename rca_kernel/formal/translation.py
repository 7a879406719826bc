"""What a translation is: a documented function, its parameters, and the tree it came from."""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from rca_kernel.errors import FormalError
from rca_kernel.formal.statements import Algorithm
from rca_kernel.formal.tree import Expr, Shape


@dataclass(frozen=True, slots=True)
class Role:
    """One parameter: `kind` says what to pass, `shape` what is known of it, `rank` of an indexed array.

    A function takes `arity` values and gives `results` (0 where it is called for what it does), or a truth.
    """

    name: str
    latex: str
    kind: Literal["value", "array", "indices", "integer", "callable", "set", "shape", "rng", "optional"]
    shape: Shape = "any"
    rank: int = 0
    arity: int = 0
    note: str = ""
    base: int = 1
    results: int = 1
    truth: bool = False


@dataclass(frozen=True, slots=True)
class Computation:
    """Python name, tree and LaTeX of one computed value of a formula."""

    name: str
    tree: Expr
    latex: str


@dataclass(frozen=True, slots=True)
class Translation:
    """A formula or an algorithm as a NumPy function.

    `name` is the Python name of the left-hand side (None for a bare expression); `parameters` maps Python
    names to LaTeX as written (callables included, `rng` not); `callables` maps the names among them that are
    functions to what they are, `hooks` those that the paper states in words only to the words. `source` is
    one `def` that needs `import numpy as np` only.

    `state` is empty but for a step of a recurrence: by the name of each parameter that is a value of the step
    before, the name of what it is in the next step (`{"m_t_minus_1": "m_t"}`).
    """

    name: str | None
    parameters: Mapping[str, str]
    source: str
    latex: str
    function_name: str
    returns: tuple[str, ...]
    callables: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    needs_rng: bool = False
    equation_number: str = ""
    roles: tuple[Role, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[Computation, ...] = ()
    algorithm: Algorithm | None = None
    hooks: Mapping[str, str] = field(default_factory=dict)
    state: Mapping[str, str] = field(default_factory=dict)
    own_step: Translation | None = None
    backend: str = "numpy"

    @property
    def function(self) -> Callable[..., Any]:
        """The compiled function (compiled anew at each access, from `source`)."""
        return compile_function(self.source, self.function_name, self.backend)

    @property
    def step(self) -> Translation:
        """The same computation, returning the values of `state` in its order, then what else it gives.

        It is the translation itself where that returns all of its state, or has none.
        """
        return self.own_step or self

    def __call__(self, *args: Any, **inputs: Any) -> Any:
        """Evaluate: `translation(m_t=..., beta_1=0.9, t=3)`."""
        return self.function(*args, **inputs)


_LIBRARIES = {"numpy": {"np": "numpy"}, "torch": {"torch": "torch"}, "sympy": {"sympy": "sympy"},
              "jax": {"jnp": "jax.numpy", "jax": "jax"}}  # fmt: skip


def compile_function(source: str, name: str, backend: str = "numpy") -> Callable[..., Any]:
    """The function `name` that `source` (our own, emitted from a tree) defines."""
    space: dict[str, Any] = {"math": math}
    for alias, module in _LIBRARIES[backend].items():
        try:
            space[alias] = importlib.import_module(module)
        except ImportError as error:
            raise FormalError(
                f"{module} is not installed", hint=f"pip install {module.split('.')[0]}"
            ) from error
    exec(compile(source, f"<formal {name}>", "exec"), space)
    found: Callable[..., Any] = space[name]
    return found
