"""The Jinja2 environment of every page: where templates come from, and the names that each may use."""

import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import (
    BaseLoader,
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    PackageLoader,
    UndefinedError,
    pass_eval_context,
)
from jinja2.nodes import EvalContext
from markupsafe import Markup

from apps.core import presenting
from apps.core.addresses import address, address_or_none
from apps.core.clock import now

#: Folder of our own templates. The library's components may print an undefined option; ours may not.
OUR_TEMPLATES = Path(settings.BASE_DIR) / "templates"


def _printing_template(frame: FrameType | None) -> str | None:
    """The file of the innermost template on the call stack, or None when no template is being rendered."""
    while frame is not None:
        if "__jinja_template__" in frame.f_globals or frame.f_code.co_filename.endswith((".html", ".jinja")):
            return frame.f_code.co_filename
        frame = frame.f_back
    return None


class StrictWhenPrinted(ChainableUndefined):
    """May be asked, compared and chained as the library's components do, but not printed by our templates.

    Used in tests, so that a misspelt name fails there instead of leaving a hole in a page (DESIGN C0).
    """

    def _printed(self) -> str:
        template = _printing_template(sys._getframe(2))
        if template is not None and Path(template).is_relative_to(OUR_TEMPLATES):
            raise UndefinedError(f"{template} prints '{self._undefined_name}', which is not defined.")
        return ""

    def __str__(self) -> str:
        return self._printed()

    def __html__(self) -> str:
        return self._printed()

    def __iter__(self) -> Iterator[Any]:
        return iter(())


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page; keyword arguments fill the pattern. Raises NoReverseMatch."""
    if not args and not kwargs:
        return address(name)
    return reverse(name, args=args or None, kwargs=kwargs or None)


def url_or_none(name: str, *args: Any, **kwargs: Any) -> str | None:
    """Like `url`, but None where no such page is mounted, so that a shared layout can leave the link out."""
    if not args and not kwargs:
        return address_or_none(name)
    try:
        return url(name, *args, **kwargs)
    except NoReverseMatch:
        return None


@lru_cache(maxsize=8192)
def _in_words(language: str, message: str, *, has_values: bool) -> Markup:
    """`language` only tells one answer from another; the messages of our templates are a fixed number."""
    words = Markup(gettext(message))  # noqa: S704 - a message of our own templates, as Jinja2's i18n has it
    return words if has_values else words % {}


@pass_eval_context
def said(where: EvalContext, message: str, **values: Any) -> str:
    """A template's message in the language of the page; looked up once in each process.

    Its values are escaped, but for plain text, which says `autoescape false`.

    Through Django's catalogues and Jinja2's own wrapper, the messages of a list took as long as its table.
    """
    language = get_language() or ""
    if not values:
        return _in_words(language, message, has_values=False)
    if not where.autoescape:
        return str(_in_words(language, message, has_values=True)) % values
    return _in_words(language, message, has_values=True) % values


def _is_string(value: object) -> bool:
    """Counts a lazily translated text as a string, which Jinja2's own test does not."""
    return isinstance(value, str | Promise)


def environment(*, loader: BaseLoader, **options: Any) -> Environment:
    """The environment for settings.TEMPLATES; `loader` finds our templates, the library's come second."""
    testing = bool(getattr(settings, "TESTING", False))
    options["undefined"] = StrictWhenPrinted if testing else ChainableUndefined
    options.setdefault("autoescape", True)
    library = PackageLoader("nhsuk_frontend_jinja", package_path="templates")
    env = Environment(  # noqa: S701 - autoescape is on: set in `options` two lines up
        loader=ChoiceLoader([loader, library]),
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", *options.pop("extensions", [])],
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the i18n extension
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals.update(
        {
            "gettext": said,
            "_": said,
            "url": url,
            "url_or_none": url_or_none,
            "static": static,
            "service_name": lambda: str(settings.SERVICE_NAME),
            "page_language": lambda: get_language() or "en-gb",
            "moment_of_page": lambda: presenting.moment_words(now()),
            "demonstration": lambda: bool(getattr(settings, "DEMO", False)),
        }
    )
    env.tests["string"] = _is_string
    env.filters["html"] = conditional_escape
    env.filters.update(presenting.FILTERS)
    return env
