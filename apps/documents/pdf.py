"""Turns HTML into a tagged PDF. The only module that imports WeasyPrint, and it does so inside functions.

Importing WeasyPrint costs more than a second, so no page waits for it: a worker calls `warm_up` when it
starts.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from apps.documents.errors import DocumentFailed
from apps.documents.tagging import finish_tags

log = logging.getLogger(__name__)

# Everything that a print template may load. A name outside this list stops the rendering.
BUNDLED = {
    "print.css": "text/css",
    "fonts.css": "text/css",
    "fonts/LiberationSans-Regular.ttf": "font/ttf",
    "fonts/LiberationSans-Bold.ttf": "font/ttf",
    "fonts/LiberationSans-Italic.ttf": "font/ttf",
    "fonts/LiberationMono-Regular.ttf": "font/ttf",
    "fonts/DejaVuSans.ttf": "font/ttf",
    "fonts/DejaVuSans-Bold.ttf": "font/ttf",
}
SCHEME = "asset:"
VARIANT = "pdf/ua-1"
NOWHERE = "https://relative.invalid/"


@dataclass(frozen=True)
class PrintedPdf:
    """A finished PDF and how many pages it has."""

    content: bytes
    pages: int


def assets_folder() -> Path:
    """The folder of the bundled style sheets and fonts, in the source tree and never a copy of it."""
    return Path(settings.BASE_DIR) / "static" / "documents"


def html_to_pdf(html: str, *, pictures: Mapping[str, bytes] | None = None) -> PrintedPdf:
    """Print `html` as PDF/UA-1.

    Only `asset:` addresses are loaded: the bundled files, and `pictures` (SVG by name). Anything else, http,
    file and data included, raises DocumentFailed, as does a page without a language or title. The same input
    gives the same bytes.
    """
    printer = _printer()
    document = printer.read(html, dict(pictures or {}))
    return PrintedPdf(content=document.write_pdf(pdf_variant=VARIANT, finisher=finish_tags), pages=len(document.pages))


def warm_up(**_signal: Any) -> None:
    """Import WeasyPrint and print one line, so that the first real document does not wait for either."""
    html_to_pdf('<html lang="en-GB"><title>-</title><link rel="stylesheet" href="asset:fonts.css"><p>-</p></html>')
    log.info("documents.printer_warm")


@dataclass(frozen=True)
class _Printer:
    """WeasyPrint's parts, held once per process."""

    html: Any
    fatal: type[BaseException]
    fetcher: Any

    def read(self, html: str, pictures: dict[str, bytes]) -> Any:
        """Lay the page out; a refused or missing file becomes DocumentFailed."""
        try:
            return self._page(html, pictures).render(pdf_variant=VARIANT)
        except self.fatal as refused:  # derives from BaseException: no broader clause would catch it
            raise DocumentFailed(str(refused)) from None

    def _page(self, html: str, pictures: dict[str, bytes]) -> Any:
        """Read the page; a relative address is made absolute, so that it reaches the fetcher and is refused."""
        return self.html(string=html, base_url=NOWHERE, url_fetcher=self.fetcher(pictures))


@cache
def _printer() -> _Printer:
    """Import WeasyPrint and build the fetcher on its base class."""
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class BundledAssets(URLFetcher):
        """Serves bundled files and handed-over pictures; refuses every other address."""

        def __init__(self, pictures: dict[str, bytes]) -> None:
            super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
            self.pictures = pictures

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            """Give the asset, or stop the rendering."""
            name = url.removeprefix(SCHEME)
            if url.startswith(SCHEME) and name in self.pictures:
                return URLFetcherResponse(url, self.pictures[name], {"Content-Type": "image/svg+xml"})
            if not (url.startswith(SCHEME) and name in BUNDLED):
                # The address is not repeated in full: it may come from typed text.
                raise FatalURLFetchingError(_("The document asks for a file that may not be loaded: %s") % url[:60])
            try:
                content = bundled(name)
            except DocumentFailed as missing:
                raise FatalURLFetchingError(missing.message) from None
            return URLFetcherResponse(url, content, {"Content-Type": BUNDLED[name]})

    return _Printer(html=HTML, fatal=FatalURLFetchingError, fetcher=BundledAssets)


@cache
def bundled(name: str) -> bytes:
    """Read a bundled file once per process; a missing one is a fault of the installation: DocumentFailed."""
    path = assets_folder() / name
    if not path.is_file():
        raise DocumentFailed(_("A file that every document needs is not installed: %s") % name)
    return path.read_bytes()
