"""Values of quantities that a paper names in words only: "a batch size of 64", "trained for 90 epochs"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rca_kernel.paper.choices import choices_after
from rca_kernel.paper.document import Section
from rca_kernel.paper.numerals import number
from rca_kernel.paper.passage import Hyperparameter

_KIND = (
    r"(?:(?:initial|base|peak|maximum|minimum|final|constant|effective|global|local|total|default)\s+)?"
    r"(?:(?:mini-?)?batch\s+sizes?|learning\s+rate|step\s+size|weight\s+decay|momentum|(?:attention\s+)?dropout"
    r"(?:\s+(?:rate|probability))?|(?:softmax\s+|sampling\s+)?temperature|label\s+smoothing|"
    r"gradient\s+clipping(?:\s+(?:norm|threshold))?|(?:gradient\s+)?clipping\s+(?:norm|threshold)|"
    r"warm-?up\s+(?:steps|epochs|iterations|ratio|period)|(?:hidden|embedding|latent|model)\s+(?:size|dimension)|"
    r"(?:sequence|context)\s+length|discount\s+factor|(?:EMA|exponential\s+moving\s+average)\s+decay(?:\s+rate)?|"
    r"guidance\s+scale|(?:patch|kernel|image|buffer|vocabulary)\s+size|random\s+seed|mask(?:ing)?\s+ratio|"
    r"number\s+of\s+(?:training\s+)?(?:layers|heads|epochs|steps|iterations|clusters|samples|neighbou?rs|experts))"
)
_NUMBER = (
    r"(?:\$(?P<math@>[^$]{1,40})\$|(?P<plain@>(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|\.\d+)(?:[eE][-−]?\d+)?(?:\s?\\?%)?))"
    r"(?!\.?\d|[\w×%]|\s*\\?%|\s*[x×/]\s*\d|-[A-Za-z]|\s*(?:×|\\times))"
)
_NAMED = re.compile(
    rf"\b(?P<name>{_KIND})\s*(?:,\s*)?(?:\(\s*)?"
    r"(?:(?P<verb>of|=|:|is|are|was|were|(?:(?:is|are|was|were)\s+)?(?:set|fixed|kept|chosen|held)\s+(?:to|at|as|to\s+be)|"
    r"equals?|equal\s+to)\s*|(?<=\s)(?=[\d.$]))(?:about\s+|around\s+)?" + _NUMBER.replace("@", "a"),
    re.IGNORECASE,
)
_SET = re.compile(
    rf"\b(?:set|fix|keep|choose|hold)(?:ting|ing)?\s+(?:the|our|a)\s+(?P<name>{_KIND})\s+(?:to|at|as|to\s+be)\s+"
    + _NUMBER.replace("@", "b"),
    re.IGNORECASE,
)
_TRAINED = re.compile(
    r"\b(?:pre-?|fine-?)?(?:train(?:s|ed|ing)?|tun(?:e|es|ed|ing)|optimi[sz](?:e|es|ed|ing)|runs?|running)\b"
    r"[^.;$\n]{0,80}?\bfor\s+" + _NUMBER.replace("@", "c") + r"\s+(?:training\s+)?"
    r"(?P<name>epochs|steps|iterations|updates)\b",
    re.IGNORECASE,
)
_WARMED = re.compile(
    r"(?<![\w.,-])(?P<plaind>\d+(?:,\d{3})*)-(?P<unit>epoch|step|iteration)\s+(?:linear\s+)?warm-?up\b",
    re.IGNORECASE,
)
_CHOSEN = re.compile(r"(?:\b(?:with|using|uses?|used|employs?|and|an?|the)|[,:])\s+$", re.IGNORECASE)
_DOUBTFUL = re.compile(
    r"\b(?:if|when|suppose|assume|increas\w+|decreas\w+|reduc\w+|instead|unlike|whereas|previous|prior|others|"
    r"original(?:ly)?|would|could|might|e\.g\.|such as|at least|at most|up to|more than|"
    r"less than)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_DISPLAY = re.compile(r"\$\$.*?\$\$|```.*?```|^\|.*?$", re.DOTALL | re.MULTILINE)


def worded_values(section: Section) -> Iterator[Hyperparameter]:
    """Each value that the section states for a quantity named in words; its symbol is ""."""
    text = _DISPLAY.sub(lambda match: " " * len(match.group()), section.text)
    seen: set[tuple[str, str]] = set()
    found = sorted(
        (one for pattern in (_NAMED, _SET, _TRAINED, _WARMED) for one in pattern.finditer(text)),
        key=lambda one: one.start(),
    )
    for one in found:
        name = _name(one)
        value, end = choices_after(_value(one), text, one.end(), loose="sizes" in one.group().lower())
        unsaid = one.re is _NAMED and not one.group("verb")
        if (
            number(_value(one)) is None
            or (unsaid and not _CHOSEN.search(text[max(one.start() - 30, 0) : one.start()]))
            or (name, value) in seen
            or _DOUBTFUL.search(text[max(one.start() - 90, 0) : one.start()])
        ):
            continue
        seen.add((name, value))
        start, end = sentence(text, one.start(), end)
        yield Hyperparameter(
            "",
            value,
            " ".join(text[start:end].split()),
            section.source(one.start(), one.end()),
            name=name,
            number=number(value),
            section=section.id,
        )


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around `start` to `end` begins and ends, within some 240 characters each way."""
    window = max(start - 240, 0)
    ends = [
        found.end() for found in re.finditer(r"(?<=[a-z\]$)][.;])\s+(?=[A-Z$*])|\n\n", text[window:start])
    ]
    first = window + ends[-1] if ends else (text.find(" ", window) + 1 if window else 0)
    last = re.compile(r"[.;](?=\s|$)|\n\n").search(text, end, end + 200)
    return first, last.end() if last else min(end + 200, len(text))


def _value(found: re.Match[str]) -> str:
    groups = found.groupdict()
    value = next(text for name, text in groups.items() if name.startswith(("math", "plain")) and text)
    return value.strip()


def _name(found: re.Match[str]) -> str:
    if found.re is _WARMED:
        return f"warmup {found.group('unit').lower()}s"
    name = " ".join(found.group("name").split())
    name = re.sub(r"(?<=size)s$", "", name)
    name = name if name.isupper() or name.startswith("EMA") else name.lower()
    return f"training {name}" if found.re is _TRAINED else name
