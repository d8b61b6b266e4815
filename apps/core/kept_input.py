"""Keeps what somebody typed when a form could not be taken, and gives it back to the same person.

A form that arrives after the session has ended, or against a stale version, is stored here, encrypted and bound
to its person. After sign-in the address carries `?kept=<id>`: a view that calls `initial_from` gets the form's
data back; for any other view the words are shown on a page from which they can be copied. They are deleted when
the form is taken, and after a day in any case. Files are not kept, and neither are passwords.
"""

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render

from apps.core.clock import now
from apps.core.errors import NotVisible
from apps.core.models import KeptInput
from apps.core.sealing import is_under_another_key, opened, rewrapped, sealed

LIFE = timedelta(days=1)
# A browser without a session: nobody knows yet whose words these are, and workstations are shared.
UNCLAIMED_LIFE = timedelta(minutes=15)
UNCLAIMED_LONGEST = 50_000
NOBODY = UUID(int=0)
_UNCLAIMED = "kept_unclaimed"
PARAMETER = "kept"

# Sent by every form, typed by nobody.
MACHINE_FIELDS = frozenset({"csrfmiddlewaretoken", "submission_key", "expected_version", "next"})
_DATE_PARTS = frozenset({"day", "month", "year", "time"})
# The key of a chosen record, which says nothing to a person.
_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SECRETS = ("password", "token", "secret", "passphrase")


@dataclass(frozen=True)
class TypedField:
    """One field as it is shown for copying."""

    label: str
    value: str


def typed(request: HttpRequest) -> dict[str, list[str]]:
    """Every field of the form by name, as it came; without the forgery token and without passwords."""
    return {
        name: [str(value) for value in values]
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and not any(secret in name.lower() for secret in _SECRETS)
    }


def typed_fields(fields: dict[str, list[str]]) -> list[TypedField]:
    """What a person typed or chose, ready to be shown; what was left empty, and bare keys, are not listed.

    The boxes of a date are one line, as they were one question.
    """
    joined: dict[str, list[str]] = {}
    for name, values in fields.items():
        if name in MACHINE_FIELDS:
            continue
        whole, _underscore, part = name.rpartition("_")
        if part in _DATE_PARTS and f"{whole}_day" in fields:
            joined[whole] = [" ".join([*joined.get(whole, []), *values]).strip()]
        else:
            joined[name] = [one for one in values if one.strip() and not _KEY.fullmatch(one)]
    shown = []
    for name, values in joined.items():
        value = "\n".join(values)
        if value:
            shown.append(TypedField(name.replace("_", " ").replace("-", " ").capitalize(), value))
    return shown


def file_names(request: HttpRequest) -> list[str]:
    """The names of files that came with the form; the files themselves are not kept."""
    return [upload.name or "" for _name, uploads in request.FILES.lists() for upload in uploads]


def came_from(request: HttpRequest) -> str:
    """The path of the page that held the form, when it is one of ours; otherwise the form's own address."""
    referrer = urlsplit(request.headers.get("Referer", ""))
    if referrer.netloc == request.get_host() and referrer.path.startswith("/"):
        return referrer.path + (f"?{referrer.query}" if referrer.query else "")
    return request.path


def keep(request: HttpRequest, user_id: UUID) -> KeptInput | None:
    """Store the form for that person; None when nothing was typed. Call it only after the forgery check."""
    fields = typed(request)
    if not typed_fields(fields):
        return None
    kept_id = uuid4()
    record = {
        "fields": json.dumps(fields),
        "from": came_from(request),
        "files": json.dumps(file_names(request)),
    }
    return KeptInput.objects.create(
        id=kept_id,
        user_id=user_id,
        path=request.path[:500],
        data=sealed(record, owner=kept_id),
    )


def keep_unclaimed(request: HttpRequest) -> KeptInput | None:
    """Store the form for whoever signs in next in this very browser, for a short time; None when it is too long.

    The row is bound to the browser's new session, which only the person at this screen has.
    """
    if sum(len(value) for values in typed(request).values() for value in values) > UNCLAIMED_LONGEST:
        return None
    kept = keep(request, NOBODY)
    if kept is not None:
        request.session[_UNCLAIMED] = str(kept.pk)
    return kept


def _claim(request: HttpRequest, kept: KeptInput) -> None:
    """Words of nobody become those of the person who signed in where they were typed."""
    in_time = kept.kept_at > now() - UNCLAIMED_LIFE
    if in_time and request.user.is_authenticated and request.session.get(_UNCLAIMED) == str(kept.pk):
        del request.session[_UNCLAIMED]
        kept.user_id = request.user.pk
        kept.save(update_fields=["user_id"])


def save_typed(request: HttpRequest) -> KeptInput | None:
    """Store the form for whoever is signed in, for instance when its version was stale."""
    user_id: UUID | None = getattr(request.user, "pk", None)
    return keep(request, user_id) if user_id else None


def address_of(request: HttpRequest, kept: KeptInput) -> str:
    """The form's address with the id of what was typed into it."""
    query = request.GET.copy()
    query[PARAMETER] = str(kept.pk)
    return f"{request.path}?{query.urlencode()}"


def open_kept(kept: KeptInput) -> tuple[dict[str, list[str]], str, list[str]]:
    """The fields, the page that they came from, and the names of the files that were not kept."""
    record = opened(kept.data, owner=kept.pk)
    return json.loads(record["fields"]), record["from"], json.loads(record["files"])


def _asked_for(request: HttpRequest) -> KeptInput | None:
    """The row that the address names. Raises NotVisible when it is somebody else's; None when it is gone."""
    named = request.GET.get(PARAMETER)
    if not named:
        return None
    try:
        kept = KeptInput.objects.filter(pk=UUID(named), kept_at__gt=now() - LIFE).first()
    except ValueError:
        return None
    if kept and kept.user_id == NOBODY:
        _claim(request, kept)
    if kept and (kept.user_id != getattr(request.user, "pk", None) or kept.path != request.path[:500]):
        raise NotVisible
    return kept


def initial_from(request: HttpRequest) -> QueryDict | None:
    """What was typed into this form before; bind the form to it. None when there is nothing to give back.

    Raises NotVisible when it was typed by somebody else. It stays until the form is taken, so a reload keeps it.
    """
    kept = _asked_for(request)
    if kept is None:
        return None
    request.kept_given = True  # type: ignore[attr-defined]  # tells KeptInputMiddleware that the view restores it
    fields, _from, _files = open_kept(kept)
    return QueryDict(urlencode([(name, value) for name, values in fields.items() for value in values]))


def purge() -> int:
    """Delete what nobody came back for within a day; returns how many."""
    return KeptInput.objects.filter(kept_at__lte=now() - LIFE).delete()[0]


def rewrap() -> int:
    """Put what waits under the current key; returns how many rows. Raises SealError when an old key is missing."""
    old = [kept for kept in KeptInput.objects.iterator() if is_under_another_key(kept.data)]
    for kept in old:
        KeptInput.objects.filter(pk=kept.pk).update(data=rewrapped(kept.data, owner=kept.pk))
    return len(old)


def page_of_typed(
    request: HttpRequest,
    *,
    status: int,
    title: str,
    message: str,
    fields: dict[str, list[str]] | None = None,
    files: list[str] | None = None,
    back: str | None = None,
    sign_in: str = "",
    kept: bool = False,
) -> HttpResponse:
    """A page that says what happened and shows everything that was typed, as text that can be copied."""
    posted = request.method == "POST"
    shown = typed_fields(fields if fields is not None else typed(request) if posted else {})
    context: dict[str, Any] = {
        "page_title": title,
        "message": message,
        "typed": shown,
        "files": files if files is not None else (file_names(request) if posted else []),
        "back": back or (came_from(request) if posted else ""),
        "sign_in": sign_in,
        "kept": kept,
        "request_id": getattr(request, "request_id", ""),
    }
    return render(request, "core/what_you_typed.html", context, status=status)


class KeptInputMiddleware:
    """Gives back what was typed where the view does not do so itself, and deletes it when the form is taken."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve; then show or delete what the address names."""
        response: HttpResponseBase = self.get_response(request)
        if PARAMETER not in request.GET:
            return response
        if request.method == "POST" and response.status_code in (301, 302, 303):
            self._forget(request)
        elif request.method == "GET" and response.status_code in (200, 405) and not hasattr(request, "kept_given"):
            return self._show(request, response)
        return response

    def _forget(self, request: HttpRequest) -> None:
        try:
            kept = _asked_for(request)
        except NotVisible:
            return
        if kept:
            kept.delete()

    def _show(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        from django.utils.translation import gettext as _

        try:
            kept = _asked_for(request)
        except NotVisible:
            from django.urls import get_resolver

            handler: Any = get_resolver().resolve_error_handler(404)
            shown: HttpResponse = handler(request, exception=NotVisible())
            return shown
        if kept is None:
            return response
        fields, back, files = open_kept(kept)
        return page_of_typed(
            request,
            status=200,
            title=_("What you had typed"),
            message=_("You were signed out before this could be saved. Nothing was changed."),
            fields=fields,
            files=files,
            back=back,
        )
