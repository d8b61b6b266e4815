"""Searches the pixels of an image for text that was burned into them, and says what of it may identify somebody."""

import io
import logging
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytesseract
from PIL import Image

from apps.disclosure.domain.images import Rectangle
from apps.disclosure.domain.screening import screen
from apps.disclosure.identifiers import KnownIdentifiers

log = logging.getLogger(__name__)

_SECONDS = 120
_LEAST_SURE = 30
_SMALL = 1_600  # letters of an image narrower than this are enlarged, or they are too small to be read
_BRIGHT = 215
_MARGIN = 4
# Look for text anywhere in the picture, in no order.
_SPARSE = "--psm 11"


@dataclass(frozen=True)
class BurnedIn:
    """A line of text in an image and the kinds of identifier that it may hold; the text itself is not given on."""

    rectangle: Rectangle
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class _Word:
    text: str
    line: tuple[int, int, int]
    left: int
    top: int
    right: int
    bottom: int


def can_search() -> bool:
    """Whether the program that reads text in images (Tesseract) is on this machine."""
    return shutil.which("tesseract") is not None


def search_pixels(content: bytes, known: KnownIdentifiers) -> list[BurnedIn] | None:
    """The lines of text in the image from top to bottom; None when it could not be searched.

    Slow (seconds to minutes): for a job, never for a request. What it finds is a help for the person who looks, and
    nothing more: handwriting, faint and turned letters are missed.
    """
    if not can_search():
        return None
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
        image = opened.convert("L")
    found: list[BurnedIn] = []
    for view, scale in _views(image):
        try:
            read = pytesseract.image_to_data(
                view, config=_SPARSE, timeout=_SECONDS, output_type=pytesseract.Output.DICT
            )
        except (RuntimeError, OSError) as failed:  # too slow, or the program stopped
            log.warning("image.not_searched", extra={"error": type(failed).__name__})
            return None
        found += _lines(list(_words(read, scale)), known, image.size)
    return _joined(found)


def _views(image: Image.Image) -> Iterator[tuple[Image.Image, int]]:
    """The image as it is and enlarged, and its brightest parts alone as black on white.

    Text is burned in as bright as can be; over grey tissue it is read only once the tissue is taken away.
    """
    scale = 2 if image.width < _SMALL else 1
    large = image.resize((image.width * scale, image.height * scale), Image.Resampling.LANCZOS)
    yield large, scale
    yield image.point(lambda value: 0 if value >= _BRIGHT else 255), 1


def _joined(found: Sequence[BurnedIn]) -> list[BurnedIn]:
    """Boxes that lie over one another as one, from top to bottom."""
    kept: list[BurnedIn] = []
    for one in sorted(found, key=lambda box: (box.rectangle.top, box.rectangle.left)):
        same = next((other for other in kept if _overlap(other.rectangle, one.rectangle)), None)
        if same is None:
            kept.append(one)
            continue
        kept[kept.index(same)] = BurnedIn(
            _united(same.rectangle, one.rectangle), tuple(sorted({*same.kinds, *one.kinds}))
        )
    return kept


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    """Whether they share more than half of the smaller one."""
    width = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    height = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    smaller = min(one.width * one.height, other.width * other.height)
    return width > 0 and height > 0 and 2 * width * height > smaller


def _united(one: Rectangle, other: Rectangle) -> Rectangle:
    left, top = min(one.left, other.left), min(one.top, other.top)
    right = max(one.left + one.width, other.left + other.width)
    bottom = max(one.top + one.height, other.top + other.height)
    return Rectangle(left, top, right - left, bottom - top)


def _words(read: Mapping[str, Sequence[Any]], scale: int) -> Iterator[_Word]:
    for n, text in enumerate(read["text"]):
        if float(read["conf"][n]) < _LEAST_SURE or not any(map(str.isalnum, text)):
            continue
        left, top = int(read["left"][n]) // scale, int(read["top"][n]) // scale
        yield _Word(
            text=text,
            line=(int(read["block_num"][n]), int(read["par_num"][n]), int(read["line_num"][n])),
            left=left,
            top=top,
            right=left + int(read["width"][n]) // scale,
            bottom=top + int(read["height"][n]) // scale,
        )


def _lines(words: Sequence[_Word], known: KnownIdentifiers, size: tuple[int, int]) -> list[BurnedIn]:
    """One box a line, with what the identifier screen finds in the text of the whole image."""
    text, places = "", []
    for n, word in enumerate(words):
        if n:
            text += " " if words[n - 1].line == word.line else "\n"
        places.append((len(text), len(text) + len(word.text)))
        text += word.text
    kinds: dict[tuple[int, int, int], set[str]] = {}
    findings = screen(text, known)
    for word, (start, end) in zip(words, places, strict=True):
        touching = {one.kind.value for one in findings if one.start < end and one.end > start}
        kinds.setdefault(word.line, set()).update(touching)
    return [
        BurnedIn(_around([word for word in words if word.line == line], size), tuple(sorted(found)))
        for line, found in kinds.items()
    ]


def _around(words: Sequence[_Word], size: tuple[int, int]) -> Rectangle:
    left = max(0, min(word.left for word in words) - _MARGIN)
    top = max(0, min(word.top for word in words) - _MARGIN)
    right = min(size[0], max(word.right for word in words) + _MARGIN)
    bottom = min(size[1], max(word.bottom for word in words) + _MARGIN)
    return Rectangle(left, top, right - left, bottom - top)
