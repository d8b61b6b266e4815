"""Addresses of pages that need no arguments: looked up once in each process, since every page names a score of them."""

from functools import lru_cache

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse


@lru_cache(maxsize=512)
def _looked_up(name: str, urlconf: str, prefix: str) -> str | None:
    """The two last arguments are all that an address depends on besides its name."""
    try:
        return reverse(name, urlconf)
    except NoReverseMatch:
        return None


def address_or_none(name: str) -> str | None:
    """The address of the page of that name; None where no such page is mounted."""
    return _looked_up(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


def address(name: str) -> str:
    """The address of the page of that name. Raises NoReverseMatch where no such page is mounted."""
    return address_or_none(name) or reverse(name)
