"""Equations translated, wrong and refused: the formal engine beside the LaTeX readers of PyPI."""

from __future__ import annotations

import importlib
import importlib.util
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from time import process_time
from typing import Any, Literal

import numpy as np

from rca_kernel.errors import FormalError
from rca_kernel.formal import translate_equation
from tests.formal.audited import AUDITED
from tests.formal.cases import Case
from tests.formal.corpus import EQUATIONS
from tests.formal.decided import DECIDED
from tests.formal.held_out import HELD_OUT
from tests.formal.second_measures import MEASURES
from tests.formal.second_models import MODELS
from tests.formal.second_training import TRAINING
from tests.formal.third import THIRD

Outcome = Literal["right", "wrong", "refused"]
Reader = Callable[[str], Any]
PEERS = {
    "sympy (Lark)": ("lark", "_lark"),
    "sympy (ANTLR)": ("antlr4", "_antlr"),
    "latex2sympy2_extended": ("latex2sympy2_extended", "_extended"),
    "latex2code": ("latex2code", "_code"),
}
BLIND = [*HELD_OUT, *TRAINING, *MODELS, *MEASURES, *THIRD, *AUDITED, *DECIDED]
CASES = [c for c in (*EQUATIONS, *BLIND) if c.name is not None]


def ours(case: Case) -> Outcome:
    """Right where the function gives what NumPy written by hand gives."""
    try:
        translation = translate_equation(case.latex)
    except FormalError:
        return "refused"
    try:
        found = translation(**case.inputs)
    except (TypeError, ValueError, IndexError, ArithmeticError):
        return "wrong"
    return "right" if _equal(found, case) else "wrong"


def _equal(found: Any, case: Case) -> bool:
    expected = case.expected(**case.inputs)
    try:
        same = np.shape(found) == np.shape(expected)
        return same and bool(np.allclose(np.asarray(found, float), expected, rtol=1e-8))
    except (TypeError, ValueError):
        return False


def peer(case: Case, read: Reader) -> Outcome:
    """A peer is given the right side alone, and any spelling of a symbol that can be recognised counts."""
    import sympy

    right = re.split(r"(?<!\\)=|\\leftarrow|\\triangleq", case.latex, maxsplit=1)[-1].strip()
    try:
        expression = read(right)
    except Exception:  # noqa: BLE001 - whatever a foreign reader raises is a refusal
        return "refused"
    values = {_spelling(s): v for n, s in _symbols(case).items() if (v := case.inputs.get(n)) is not None}
    try:
        if isinstance(expression, sympy.Basic):
            symbols = sorted(expression.free_symbols, key=str)
            function = sympy.lambdify(symbols, expression.doit(), "numpy")
        else:
            symbols, function = list(expression.info.variables), expression.function
        found = function(*(values[_spelling(str(s))] for s in symbols))
    except Exception:  # noqa: BLE001 - an expression that cannot be evaluated with the symbols is wrong
        return "wrong"
    return "right" if _equal(found, case) else "wrong"


def _symbols(case: Case) -> dict[str, str]:
    try:
        return dict(translate_equation(case.latex).parameters)
    except FormalError:
        return {}


def _spelling(text: str) -> str:
    plain = re.sub(r"mathrm|mathbf|mathcal|boldsymbol|text|operatorname", "", text)
    return re.sub(r"[\\{}\s]", "", plain)


def _lark() -> Reader:
    from sympy.parsing.latex import parse_latex

    return lambda latex: parse_latex(latex, backend="lark")


def _antlr() -> Reader:
    from sympy.parsing.latex import parse_latex

    return lambda latex: parse_latex(latex, backend="antlr", strict=True)


def _extended() -> Reader:
    return importlib.import_module("latex2sympy2_extended").latex2sympy  # type: ignore[no-any-return]


def _code() -> Reader:
    compile_latex = importlib.import_module("latex2code").compile_latex
    return lambda latex: compile_latex(latex, backend="numpy")


def reports() -> Iterator[str]:
    """One line for us, one for each peer, one for speed; a missing peer is said."""
    counts = Counter(ours(c) for c in CASES)
    yield _line("rca formal engine", counts, len(CASES))
    others = [ours(c) for c in BLIND if c.name is None]
    yield f"rca formal engine: {others.count('refused')} of {len(others)} without one meaning refused"
    plain = [c for c in CASES if not any(callable(v) for v in c.inputs.values())]
    for name, (module, maker) in PEERS.items():
        if importlib.util.find_spec(module) is None:
            yield f"{name}: not installed, not measured"
            continue
        try:
            read = globals()[maker]()
        except (ImportError, AttributeError) as error:
            yield f"{name}: cannot be imported ({error}), not measured"
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield _line(name, Counter(peer(c, read) for c in plain), len(plain))
    yield f"formal engine: {per_second():.0f} equations per second (CPU time)"


def per_second(rounds: int = 3) -> float:
    """Equations translated to source in a second of the processor's time, the best of `rounds`.

    The time of other processes does not count, so that a loaded machine gives the same number.
    """
    best = float("inf")
    for _ in range(rounds):
        start = process_time()
        for case in CASES:
            translate_equation(case.latex)
        best = min(best, process_time() - start)
    return len(CASES) / best


def _line(name: str, counts: Counter[Outcome], total: int) -> str:
    return f"{name}: {counts['right']} right, {counts['wrong']} wrong, {counts['refused']} refused of {total}"


if __name__ == "__main__":
    for report in reports():
        print(report)
