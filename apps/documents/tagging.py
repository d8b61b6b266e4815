"""Finishes the tagging of a PDF where WeasyPrint stops short of PDF/UA; works on its objects before they are written.

Three gaps, each seen with two independent checkers: running headers and footers are marked as content that no
structure holds, instead of as artifacts; row headers have no scope; links are not marked for printing.
"""

from typing import Any

_PRINT_FLAG = 4


def finish_tags(_document: Any, pdf: Any) -> None:
    """Complete the tags of a generated PDF; the signature is that of WeasyPrint's finisher."""
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    held = _held(pdf, root)
    _mark_margins(pdf, root, held)
    for thing in pdf.objects:
        if isinstance(thing, dict) and thing.get("S") == "/TH":
            # Every table of our documents has its headers in the first column.
            thing["A"]["Scope"] = "/Row"
        if isinstance(thing, dict) and thing.get("Subtype") == "/Link":
            thing["F"] = _PRINT_FLAG


def _at(pdf: Any, reference: bytes) -> Any:
    """The object that a reference names."""
    return pdf.objects[int(reference.split()[0])]


def _held(pdf: Any, root: Any) -> set[bytes]:
    """The references of every element that hangs on the structure tree."""
    held: set[bytes] = set()
    waiting = list(root["K"])
    while waiting:
        reference = waiting.pop()
        if isinstance(reference, bytes) and reference not in held:
            held.add(reference)
            waiting.extend(_at(pdf, reference).get("K", ()))
    return held


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
