"""Reads a JSON body: as strict as the format is, and never deeper or longer than anything we take."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.parsers import BaseParser, MultiPartParser

from apps.core.presenting import file_size

DEEPEST = 24
# What a form adds to its file: headers, other fields.
_AROUND_A_FILE = 64 * 1024


class TooLarge(exceptions.APIException):
    """The body is beyond what the site takes."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


class StrictJSONParser(BaseParser):
    """JSON in UTF-8. What is no JSON, too deep, or holds half a character is a 400 and never a fault of ours."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The value that was sent. Raises ParseError or TooLarge."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise TooLarge(_("Send less at once. Nothing was saved."))
        try:
            value = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
        except (ValueError, RecursionError) as wrong:
            raise exceptions.ParseError(_("The body is not JSON in UTF-8.")) from wrong
        _check(value, 0)
        return value


class OneFileParser(MultiPartParser):
    """A form with one file. What is far beyond the largest attachment is refused before it is read."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The parts that were sent. Raises ParseError or TooLarge."""
        request: HttpRequest = (parser_context or {})["request"]
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        if int(length if length.isdigit() else 0) > settings.ATTACHMENT_LIMIT_BYTES + _AROUND_A_FILE:
            words = _("The largest file that can be attached is %(limit)s. Nothing was saved.")
            raise TooLarge(words % {"limit": file_size(settings.ATTACHMENT_LIMIT_BYTES)})
        return super().parse(stream, media_type, parser_context)


def _no_constant(name: str) -> Any:
    raise ValueError(name)  # NaN and the infinities are no JSON


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise exceptions.ParseError(_("The body is nested too deeply."))
    if isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise exceptions.ParseError(_("The body holds half of a character."))
    elif isinstance(value, dict):
        for name, one in value.items():
            _check(name, depth + 1)
            _check(one, depth + 1)
    elif isinstance(value, list):
        for one in value:
            _check(one, depth + 1)
