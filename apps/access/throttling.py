"""How many API requests a minute one person, or one address without a sign-in, may make."""

from rest_framework import throttling
from rest_framework.request import Request


class PerPersonThrottle(throttling.SimpleRateThrottle):
    """So many requests a minute for each person or token owner; nobody's are counted by NobodyThrottle."""

    scope = "person"

    def get_cache_key(self, request: Request, view: object) -> str | None:
        """Counted per person."""
        if not request.user or not request.user.is_authenticated:
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.user.pk}


class NobodyThrottle(throttling.SimpleRateThrottle):
    """So many requests a minute from one address without a sign-in, such as for the schema."""

    scope = "nobody"

    def get_cache_key(self, request: Request, view: object) -> str | None:
        """Counted per address, which the project's first middleware has put right."""
        if request.user and request.user.is_authenticated:
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.META.get("REMOTE_ADDR", "")}
