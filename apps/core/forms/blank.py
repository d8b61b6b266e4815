"""A filter with nothing chosen, drawn once: it is what nearly everybody sees who opens a list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from apps.core.forms.base import PlainForm


@dataclass(frozen=True)
class BlankForm:
    """Stands in a template for the form whose drawing it holds."""

    html: SafeString
    errors: Mapping[str, object] = field(default_factory=dict)

    def __html__(self) -> str:
        """What the form would print."""
        return self.html


@lru_cache(maxsize=64)
def _drawn(kind: type[PlainForm], language: str) -> BlankForm:
    """`language` only tells one drawing from another."""
    return BlankForm(kind().render())


def blank(kind: type[PlainForm]) -> BlankForm:
    """That form, unfilled, in the language of the page.

    Only for a form that looks the same to everybody at any time: no choices of one's own departments, no dates.
    """
    return _drawn(kind, get_language() or "")
