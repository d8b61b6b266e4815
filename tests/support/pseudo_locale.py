"""A made-up language that marks every translated word, so that a word that bypassed gettext shows."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import NullTranslations
from html.parser import HTMLParser
from typing import Any

from django.utils import translation
from django.utils.translation import trans_real

CODE = "en-xa"
OPEN, CLOSE = "⟦", "⟧"
_ACCENTS = str.maketrans("aeiouyAEIOUYcnszCNSZ", "áéíóúýÁÉÍÓÚÝçñšžÇÑŠŽ")
#: Parts of a message that are filled in later and must stay as they are.
_PLACES = re.compile(r"(%%\{\w+\}|%\(\w+\)[a-z]|%[a-z%]|\{\w*\}|<[^>]+>|&\w+;)")
_MARKED = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
_WORD = re.compile(r"[A-Za-zÀ-ž]{2,}")
_SPOKEN = ("title", "alt", "aria-label", "placeholder")
_SILENT = ("script", "style")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)


def pseudo(message: str) -> str:
    """The message with accents, between brackets, its places kept."""
    if not message.strip():
        return message
    parts = _PLACES.split(message)
    return OPEN + "".join(part if _PLACES.fullmatch(part) else part.translate(_ACCENTS) for part in parts) + CLOSE


class PseudoTranslations(NullTranslations):
    """A catalogue that has every message."""

    def gettext(self, message: str) -> str:
        """Message in the made-up language."""
        # Django marks a context by putting it before the message.
        return pseudo(message.rpartition("\x04")[2])

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Singular or plural in the made-up language."""
        return pseudo((msgid1 if n == 1 else msgid2).rpartition("\x04")[2])

    def language(self) -> str:
        """Code of the language, as Django asks for it."""
        return CODE

    to_language = language


@contextmanager
def pseudo_locale() -> Iterator[None]:
    """What is rendered inside is in the made-up language. Kept in memory: no catalogue can be stale."""
    trans_real._translations[CODE] = PseudoTranslations()  # type: ignore[attr-defined]  # Django's own registry
    try:
        with translation.override(CODE):
            yield
    finally:
        del trans_real._translations[CODE]  # type: ignore[attr-defined]  # as above


class _Texts(HTMLParser):
    """Collects what a person reads or hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def _quiet(self) -> bool:
        return any(silent for _tag, silent in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Reads the attributes that are spoken; text marked translate="no" is data."""
        given: dict[str, Any] = dict(attrs)
        if not self._quiet():
            self.texts += [given[name] for name in _SPOKEN if given.get(name)]
            self.texts += [value for name, value in attrs if name.startswith("data-i18n") and value]
        if tag not in _VOID:
            self._open.append((tag, tag in _SILENT or given.get("translate") == "no"))

    def handle_endtag(self, tag: str) -> None:
        """Leaves the element."""
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Reads the text."""
        if not self._quiet() and data.strip():
            self.texts.append(" ".join(data.split()))


def untranslated(html: str, allowed: frozenset[str] = frozenset()) -> list[str]:
    """Words of a page rendered inside `pseudo_locale` that never went through gettext, save those allowed."""
    reader = _Texts()
    reader.feed(html)
    found: list[str] = []
    for text in reader.texts:
        left = text
        while _MARKED.search(left):
            left = _MARKED.sub(" ", left)
        # The longest first: "System" is part of "System error".
        for word in sorted(allowed, key=len, reverse=True):
            left = left.replace(word, " ")
        found += [text for _ in [0] if _WORD.search(left)]
    return found
