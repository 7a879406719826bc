"""TEI as GROBID writes it: sections, paragraphs, tables and figures; of formulas only their places."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

from rca_kernel.adapters.readers.building import Builder
from rca_kernel.adapters.readers.latex.sources import decode
from rca_kernel.adapters.readers.size import refuse_larger
from rca_kernel.errors import PaperError
from rca_kernel.paper.document import Equation, EquationImage, Figure, Loss, Paper, Table

MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 100
_DECLARED = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WHEN = re.compile(r'\bwhen="[^"]*"')  # GROBID writes the hour, which is not the paper's
_NUMBER = re.compile(r"\(?([A-Z]?\.?\d{1,3}[a-z]?)\)?\s*$")
_LOST = "GROBID keeps a formula's characters, not its structure"
Draw = Callable[[int, tuple[float, float, float, float]], bytes]
Element = ElementTree.Element


class TeiReader:
    """Reads a TEI file that GROBID wrote."""

    name = "tei"

    def reads(self, path: Path) -> bool:
        return path.name.lower().endswith((".tei.xml", ".tei"))

    def read(self, path: Path) -> Paper:
        refuse_larger(path, MAX_BYTES)
        return read_tei(path.read_bytes(), path.name)


def read_tei(data: bytes, name: str, *, form: str = "tei", draw: Draw | None = None) -> Paper:
    """The paper in a TEI document; `draw` gives a box of a page of its PDF as a PNG. Raises PaperError."""
    text, loss = decode(data, name)
    if _DECLARED.search(text):  # where entity bombs are made; GROBID declares none
        raise PaperError(f"{name} declares XML entities.", hint="Give the TEI as GROBID wrote it.")
    try:
        root = ElementTree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (ElementTree.ParseError, ValueError) as error:
        raise PaperError(f"{name} is not XML: {error}.", hint="Give the TEI as GROBID wrote it.") from error
    reading = _Reading(root, text, name, form, draw)
    if loss:
        reading.builder.losses.append(loss)
    return reading.run()


class _Reading:
    """One walk over the text's divisions; places are counted in what was read, not in the XML."""

    def __init__(self, root: Element, source: str, name: str, form: str, draw: Draw | None) -> None:
        self.root = root
        self.source = source
        self.builder = Builder(name, form)
        self.draw = draw
        self.at = 0
        self.heights = {
            surface.get("n", ""): _float(surface.get("lry"))
            for surface in root.iter()
            if _tag(surface) == "surface"
        }

    def run(self) -> Paper:
        for part in ("body", "back"):
            for element in self.root.iter():
                if _tag(element) == part:
                    self._walk(element, 0)
        if not self.builder.sections:
            raise PaperError(f"{self.builder.file} holds no text.", hint="Is this the TEI of a whole paper?")
        abstract = next((element for element in self.root.iter() if _tag(element) == "abstract"), None)
        title = next((element for element in self.root.iter() if _tag(element) == "title"), None)
        timeless = _WHEN.sub(lambda found: " " * len(found.group()), self.source)
        return self.builder.paper(_words(title), timeless, abstract=_words(abstract))

    def _walk(self, element: Element, depth: int) -> None:
        if depth > MAX_DEPTH:
            self.builder.losses.append(Loss("text", f"elements nested deeper than {MAX_DEPTH} were not read"))
            return
        for child in element:
            match _tag(child):
                case "head" if _tag(element) == "div":
                    number = (child.get("n") or "").strip(" .")
                    level = number.count(".") + 1
                    self.builder.heading(_words(child), level, self._place(child), number=number)
                case "p" | "item" | "note":
                    self._paragraph(child)
                case "formula":
                    self._formula(child)
                case "figure":
                    self._float(child)
                case "listBibl":
                    continue
                case _:
                    self._walk(child, depth + 1)

    def _paragraph(self, element: Element) -> None:
        self.builder.text(_words(element), self._place(element))
        for child in element.iter():
            if _tag(child) == "formula":
                self._formula(child)

    def _formula(self, element: Element) -> None:
        label = next((child for child in element if _tag(child) == "label"), None)
        words = _words(element)
        found = _NUMBER.search(_words(label) if label is not None else "")
        number = found.group(1) if found else ""
        builder, start = self.builder, self._place(element)
        span = builder.span(start, start + len(words))
        builder.losses.append(Loss(f"equation {number}".strip(), _LOST, span))
        builder.text(f"[equation ({number}) lost: {words}]" if number else f"[equation lost: {words}]", start)
        image = self._image(element.get("coords") or "")
        builder.equations.append(
            Equation(builder.identity("equation", number), number, "", builder.section, span, image=image)
        )

    def _image(self, coordinates: str) -> EquationImage | None:
        """Where the display stands: GROBID says "page,x,y,width,height" from the top left, joined by ";"."""
        boxes = [[_float(part) for part in box.split(",")] for box in coordinates.split(";")]
        height = self.heights.get(coordinates.split(",", maxsplit=1)[0], 0.0)
        if self.draw is None or not height or any(len(box) != 5 or box[0] != boxes[0][0] for box in boxes):
            return None
        place = (
            min(box[1] for box in boxes),
            height - max(box[2] + box[4] for box in boxes),
            max(box[1] + box[3] for box in boxes),
            height - min(box[2] for box in boxes),
        )
        page = int(boxes[0][0]) - 1
        if page < 0 or place[2] - place[0] < 1 or place[3] - place[1] < 1:
            return None
        return EquationImage(page, place, partial(self.draw, page, place))

    def _float(self, element: Element) -> None:
        kind = "table" if element.get("type") == "table" else "figure"
        number = _words(_child(element, "label")).strip(" .:")
        caption = _words(_child(element, "figDesc"))
        builder, start = self.builder, self._place(element)
        span = builder.span(start, start + len(caption))
        identity = builder.identity(kind, number)
        builder.text(f"[{kind.capitalize()} {number}: {caption}]", start)
        if kind == "figure":
            builder.figures.append(Figure(identity, number, caption, builder.section, span))
            return
        rows = tuple(
            tuple(_words(cell) for cell in row if _tag(cell) == "cell")
            for row in element.iter()
            if _tag(row) == "row"
        )
        if not rows:
            builder.losses.append(Loss(f"table {number}".strip(), "GROBID found no cells in it", span))
        builder.tables.append(Table(identity, number, rows, builder.section, span, caption=caption))

    def _place(self, element: Element) -> int:
        """A place in the TEI's text for an element: where its first words are found after the last one."""
        words = next((part.strip() for part in element.itertext() if part.strip()), "")
        found = self.source.find(words[:40], self.at) if words else -1
        self.at = found if found >= 0 else self.at
        return self.at


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _child(element: Element, tag: str) -> Element | None:
    return next((child for child in element if _tag(child) == tag), None)


def _words(element: Element | None) -> str:
    """The text of an element without the formulas inside it."""
    if element is None:
        return ""
    parts: list[str] = []
    stack: list[Element | str] = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        if node is element or _tag(node) != "formula":
            inside: list[Element | str] = [node.text or ""]
            for child in node:
                inside += [child, child.tail or ""]
            stack.extend(reversed(inside))
    return " ".join("".join(parts).split())


def _float(text: str | None) -> float:
    try:
        number = float(text or 0)
    except ValueError:
        return 0.0
    return number if math.isfinite(number) else 0.0
