"""Finishes the tagging of a PDF where WeasyPrint stops short of PDF/UA; works on its objects before they are written.

Five gaps, each seen with independent checkers or by reading the objects: running headers and footers are marked as
content that no structure holds, instead of as artifacts; row headers have no scope; lists do not say whether they are
numbered; a picture's box is given in pixels from the top; links are not marked for printing and are described by
their whole address.
"""

from collections.abc import Iterator
from typing import Any

_PRINT_FLAG = 4
_POINTS_PER_PIXEL = 0.75
_NUMBERING = {"ol": "/Decimal", "ul": "/Disc", "none": "/None"}


def finish_tags(document: Any, pdf: Any) -> None:
    """Complete the tags of a generated PDF; the signature is that of WeasyPrint's finisher."""
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    elements = dict(_elements(pdf, root))
    _mark_margins(pdf, root, set(elements))
    _number_lists(document, list(elements.values()), pdf.page_references)
    for element in elements.values():
        if element["S"] == "/TH":
            # Every table of our documents has its headers in the first column.
            element["A"]["Scope"] = "/Row"
        if element["S"] == "/Figure":
            _place(element, _at(pdf, element["Pg"]))
    for thing in pdf.objects:
        if isinstance(thing, dict) and thing.get("Subtype") == "/Link":
            _describe(thing)


def _at(pdf: Any, reference: bytes) -> Any:
    """The object that a reference names."""
    return pdf.objects[int(reference.split()[0])]


def _elements(pdf: Any, root: Any) -> Iterator[tuple[bytes, Any]]:
    """Every element that hangs on the structure tree, with its reference, in reading order."""
    waiting = list(reversed(root["K"]))
    while waiting:
        reference = waiting.pop()
        thing = _at(pdf, reference) if isinstance(reference, bytes) else {}
        if "S" in thing:
            yield reference, thing
            waiting.extend(reversed(thing["K"]))


def _mark_margins(pdf: Any, root: Any, held: set[bytes]) -> None:
    """Turn marked content that no structure holds into pagination artifacts."""
    numbers = _at(pdf, root["ParentTree"])["Nums"]
    pages = [_at(pdf, reference) for reference in pdf.page_references]
    for page, elements in zip(pages, numbers[1::2], strict=False):
        loose = {mcid for mcid, element in enumerate(elements) if element not in held}
        for mcid in loose:
            elements[mcid] = "null"
        _to_artifacts(_at(pdf, page["Contents"]).stream, loose)


def _to_artifacts(stream: list[Any], loose: set[int]) -> None:
    """Rewrite the openings of those marked sequences; the rest of the page stays as it is."""
    for place, operator in enumerate(stream):
        if operator == b"BDC" and stream[place - 1].get("MCID") in loose:
            stream[place - 2] = "/Artifact"
            stream[place - 1] = "<</Type /Pagination>>"


def _number_lists(document: Any, elements: list[Any], page_references: tuple[bytes, ...]) -> None:
    """Say of each list whether it is numbered; the boxes of a page and its list elements come in one order."""
    for page, reference in zip(document.pages, page_references, strict=True):
        kinds = list(_list_kinds(page._page_box))
        lists = [element for element in elements if element["S"] == "/L" and element["Pg"] == reference]
        for element, kind in zip(lists, kinds, strict=True):
            element["A"] = f"<</O /List /ListNumbering {_NUMBERING[kind]}>>"


def _list_kinds(box: Any) -> Iterator[str]:
    """The lists of a page in order: "ol", "ul", or "none" for one without marks."""
    if getattr(box, "element_tag", None) in _NUMBERING:
        yield "none" if box.style["list_style_type"] == "none" else box.element_tag
        return
    for child in getattr(box, "children", ()):
        yield from _list_kinds(child)


def _place(figure: Any, page: Any) -> None:
    """Give a picture's box in the page's own measure: points, counted from the bottom."""
    left, top, right, bottom = (edge * _POINTS_PER_PIXEL for edge in figure["A"]["BBox"])
    height = page["MediaBox"][3]
    figure["A"]["BBox"][:] = [left, height - bottom, right, height - top]


def _describe(link: Any) -> None:
    """Mark a link for printing, and describe it without the part of the address that nobody can read aloud."""
    link["F"] = _PRINT_FLAG
    link["Contents"].string = link["Contents"].string.partition("?")[0]
