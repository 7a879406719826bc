"""What may be installed: one package by name, never an address, a path or an option of pip's."""

from __future__ import annotations

import re

from rca_kernel.errors import ActionError

PACKAGE = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?:\[[A-Za-z0-9_,-]+\])?(?:(?:==|>=|<=|~=|!=|<|>)[A-Za-z0-9.*+!]+"
    r"(?:,(?:==|>=|<=|~=|!=|<|>)[A-Za-z0-9.*+!]+)*)?"
)
_FILE = re.compile(r"\.(?:whl|zip|tar|tgz|tbz2?|txz|tlz|tar\.\w+)$", re.IGNORECASE)
"""Names that pip takes for a file of the folder it runs in, if there is one."""
_PIP = re.compile(r"^\s*(?:python3?\s+-m\s+)?pip3?\s+install\s+")


def package_of(text: str) -> str:
    """The package in `text`, a name with versions, alone or after `pip install`; ActionError otherwise."""
    package = _PIP.sub("", text).strip()
    if not PACKAGE.fullmatch(package) or _FILE.search(package.partition("[")[0]):
        raise ActionError(
            f"{text!r} is no package name.", hint='One name, with a version if need be: "scipy==1.13".'
        )
    return package


def pip_line(package: str) -> str:
    return f"pip install {package}"
