"""What a domain function raises when it says no; page, API and test read the same code and message."""

from collections.abc import Mapping


class DomainError(Exception):
    """A refusal with a stable `code`, a `message` that says how to put it right, and messages by field."""

    status = 409

    def __init__(self, code: str, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.fields = dict(fields or {})


class Invalid(DomainError):
    """What was typed cannot be taken; `fields` says where (API: 400)."""

    status = 400


class Refused(DomainError):
    """Not allowed in this state, or a rule of the field forbids it (API: 409)."""


class Stale(Refused):
    """Somebody else changed the record first (API: 409)."""


class Forbidden(DomainError):
    """Visible, but this actor may not do that (API: 403)."""

    status = 403


class NotVisible(DomainError):
    """There is nothing there, or nothing that this actor may see; the two are not told apart (API: 404)."""

    status = 404

    def __init__(self, message: str = "Not found.") -> None:
        super().__init__("not_found", message)


class Unavailable(DomainError):
    """The service cannot do it just now; trying again later may work (API: 503)."""

    status = 503
