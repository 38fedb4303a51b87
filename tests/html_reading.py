"""HTML as a tree to walk, so that tests read pages instead of searching text."""

from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement

VOID = {"meta", "link", "br", "img", "input", "hr", "source", "area", "base", "col", "embed", "track", "wbr"}


class _Builder(HTMLParser):
    """Builds the tree; a closing tag that does not close the innermost element is an error."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("document")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = SubElement(self.open[-1], tag, {name: value or "" for name, value in attrs})
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        closed = self.open.pop()
        if closed.tag != tag:
            raise ValueError(f"</{tag}> closes <{closed.tag}> in line {self.getpos()[0]}")

    def handle_data(self, data: str) -> None:
        inside = self.open[-1]
        if len(inside):
            inside[-1].tail = (inside[-1].tail or "") + data
        else:
            inside.text = (inside.text or "") + data


def read(page: str) -> Element:
    """The whole page as a tree; raises ValueError where its tags do not nest."""
    builder = _Builder()
    builder.feed(page)
    builder.close()
    if len(builder.open) > 1:
        raise ValueError(f"<{builder.open[-1].tag}> is never closed")
    return builder.root


def _texts(element: Element) -> Iterator[str]:
    """Every text that a reader sees, in order."""
    if element.tag not in {"style", "script"}:
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""


def words(element: Element) -> str:
    """The text of an element and of everything in it, with single spaces; style sheets are no words."""
    return " ".join("".join(_texts(element)).split())


def section(page: Element, name: str) -> Element | None:
    """The section that the heading of this id labels."""
    return next((s for s in page.iter("section") if s.get("aria-labelledby") == name), None)


def rows(table: Element) -> list[list[str]]:
    """Every row of a table as the texts of its cells."""
    return [[words(cell) for cell in row if cell.tag in {"th", "td"}] for row in table.iter("tr")]


def addresses(page: Element) -> Iterator[str]:
    """Whatever a browser could be made to fetch or go to."""
    for element in page.iter():
        for name in ("href", "src", "srcset", "data", "action", "poster", "xlink:href", "background"):
            if name in element.attrib:
                yield element.attrib[name]
