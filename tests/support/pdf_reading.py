"""Reads what a PDF says to people, to screen readers and to search: text, metadata, tags, fonts and links."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
import pypdf


@dataclass
class Element:
    """One element of the structure tree."""

    tag: str
    node: Any
    parents: tuple[str, ...] = field(default=())


def everything_in(content: bytes) -> str:
    """All text that a search could find in a PDF: pages, properties, XMP, bookmarks, alternative texts, links."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    parts = [page.extract_text() for page in reader.pages]
    parts += [str(value) for value in (reader.metadata or {}).values()]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        parts.append(pdf.Root.Metadata.read_bytes().decode("utf-8"))
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary):
                parts += [str(value) for value in thing.values() if isinstance(value, pikepdf.String)]
    return "\n".join(parts)


def page_text(content: bytes) -> str:
    """The text of the pages, in the order of the content, spaces and line ends folded."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def elements_of(pdf: pikepdf.Pdf) -> list[Element]:
    """The structure tree, in reading order."""
    return list(_walk(pdf.Root.StructTreeRoot.K, ()))


def _walk(node: Any, parents: tuple[str, ...]) -> Iterator[Element]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _walk(child, parents)
        return
    if not isinstance(node, pikepdf.Dictionary) or "/S" not in node:
        return
    tag = str(node.S)
    yield Element(tag, node, parents)
    if "/K" in node:
        yield from _walk(node.K, (*parents, tag))


def fonts_of(pdf: pikepdf.Pdf) -> dict[str, bool]:
    """Each font's name without its subset prefix, and whether it is embedded."""
    found: dict[str, bool] = {}
    for page in pdf.pages:
        for font in page.Resources.get("/Font", {}).values():
            inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            name = str(font.BaseFont).removeprefix("/").partition("+")[2] or str(font.BaseFont)
            found[name] = any(key in inner.FontDescriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    return found


def glyph_codes(pdf: pikepdf.Pdf) -> set[int]:
    """Every glyph number that the pages draw; 0 is the empty box."""
    drawn: set[int] = set()
    for page in pdf.pages:
        for instruction in pikepdf.parse_content_stream(page):
            operands, operator = instruction.operands, instruction.operator
            if str(operator) not in ("Tj", "TJ"):
                continue
            for text in operands[0] if str(operator) == "TJ" else operands:
                if isinstance(text, pikepdf.String):
                    raw = bytes(text)
                    drawn.update(int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2))
    return drawn
