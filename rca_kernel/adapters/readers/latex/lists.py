"""Lists, quotations, footnotes and links."""

from __future__ import annotations

from collections.abc import Callable

from rca_kernel.adapters.readers.latex.groups import word
from rca_kernel.adapters.readers.latex.page import Open, Page
from rca_kernel.adapters.readers.latex.references import Target
from rca_kernel.adapters.readers.latex.tokens import Token

BULLET = -1


def items(page: Page, begin: Token) -> None:
    """itemize, enumerate and description, nested by indentation."""
    page.lists.append(0 if "enum" in begin.text else BULLET)

    def close() -> None:
        page.lists.pop()
        page.emit("\n\n")
        page.draft.anchor = opened.anchor

    opened = Open(begin.text, begin, len(page.groups), page.draft.anchor, close)
    page.opened.append(opened)
    page.option()
    page.emit("\n\n")


def item(page: Page, token: Token) -> None:
    label = page.option()
    indent = "  " * max(len(page.lists) - 1, 0)
    if page.lists and page.lists[-1] != BULLET and label is None:
        page.lists[-1] += 1
        number = str(page.lists[-1])
        page.draft.anchor = Target(page.draft.section, number, "item")
        page.emit(f"\n{indent}{number}. ", token)
        return
    shown = f"**{page.render(label)}** " if label else ""
    page.emit(f"\n{indent}- {shown}", token)


def footnote(page: Page, token: Token) -> None:
    page.option()
    page.capture(lambda text: page.emit(f" (footnote: {text.strip()})", token))


def link(page: Page, token: Token) -> None:
    """\\href{address}{text}; the address was read as it stands."""
    address = ""
    if page.at < len(page.tokens) and page.tokens[page.at].kind == "v":
        address = page.tokens[page.at].text
        page.at += 1
    else:
        address = word(page.group())
    page.capture(lambda text: page.emit(f"[{text.strip()}]({address})", token))


def address(page: Page, token: Token) -> None:
    if page.at < len(page.tokens) and page.tokens[page.at].kind == "v":
        page.emit(f"<{page.tokens[page.at].text}>", token)
        page.at += 1
    else:
        page.emit(f"<{word(page.group())}>", token)


def linked_reference(page: Page, token: Token) -> None:
    """\\hyperref[label]{text}: the text prints, the label counts as a reference."""
    label = page.option()
    if label:
        page.refer(token, word(label))


def mathematics_anywhere(page: Page, token: Token) -> None:
    """\\ensuremath in text."""
    inside = page.group()
    page.emit(f"${''.join(part.text for part in inside)}$", token)


def unit(page: Page, token: Token) -> None:
    """siunitx: \\num{1e-3} and \\SI{3}{\\second}."""
    page.option()
    page.emit(f"${word(page.group())}$", token)
    if token.text in ("\\SI", "\\qty"):
        page.emit(" " + page.render(page.group()))


def nothing(page: Page, token: Token) -> None:
    """A wrapper whose arguments in brackets print, such as \\twocolumn[...]."""
    if page.at < len(page.tokens) and page.tokens[page.at].kind == "[":
        page.at += 1


def quotation(page: Page, begin: Token) -> None:
    page.opened.append(
        Open(begin.text, begin, len(page.groups), page.draft.anchor, lambda: page.emit("\n\n"))
    )
    page.option()
    page.emit("\n\n")


ENVIRONMENTS: dict[str, Callable[[Page, Token], None]] = {
    **dict.fromkeys(
        (
            "itemize",
            "enumerate",
            "description",
            "compactitem",
            "compactenum",
            "itemize*",
            "enumerate*",
            "inparaenum",
        ),
        items,
    ),
    **dict.fromkeys(("quote", "quotation", "center", "flushleft", "flushright", "verse"), quotation),
}
COMMANDS: dict[str, Callable[[Page, Token], None]] = {
    "\\item": item,
    "\\footnote": footnote,
    "\\href": link,
    "\\url": address,
    "\\nolinkurl": address,
    "\\path": address,
    "\\hyperref": linked_reference,
    "\\ensuremath": mathematics_anywhere,
    "\\num": unit,
    "\\SI": unit,
    "\\qty": unit,
    "\\twocolumn": nothing,
}
