"""JSON held to a JSON Schema."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_UNUSED = "rfc3987_syntax"
"""The grammar of international addresses, a second of work at its import; no schema of ours has a format."""


def problems(schema: Mapping[str, Any], value: object) -> list[ValidationError]:
    """What in `value` does not fit `schema` (draft 7), in the order of its place."""
    known = _UNUSED in sys.modules
    if not known:
        sys.modules[_UNUSED] = None  # type: ignore[assignment]
    try:
        from jsonschema import Draft7Validator
    finally:
        if not known:
            sys.modules.pop(_UNUSED, None)
    return sorted(Draft7Validator(schema).iter_errors(value), key=lambda error: list(error.path))
