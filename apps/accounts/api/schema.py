"""How the two ways of signing in are described in the API's schema."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class TokenScheme(OpenApiAuthenticationExtension):
    """A token in the Authorization header."""

    target_class = "apps.accounts.api_auth.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """As OpenAPI writes it."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "Made by `manage.py create_api_token EMAIL --name NAME`, or on your account page.",
        }


class PageSessionScheme(OpenApiAuthenticationExtension):
    """The site's own session."""

    target_class = "apps.accounts.api_auth.PageSessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """As OpenAPI writes it."""
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "For the site's own pages; what changes something needs the forgery token as well.",
        }
