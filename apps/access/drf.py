"""The API's side of the policy: guarded views and idempotent creation."""

import hashlib
import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import wraps
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework import exceptions
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.access.guard import Guard
from apps.core.actor import Actor, Source, acting_as
from apps.core.idempotency import Answer, digest_of, once


def api_actor(request: Request) -> Actor:
    """Who acts: a token's actor as its authenticator made it, or the signed-in person coming through the API."""
    actor: Actor = request._request.actor  # type: ignore[attr-defined]  # ActorMiddleware or the authenticator
    return replace(actor, source=Source.API)


class GuardedAPIView(Guard, APIView):
    """An API view behind a permission; see Guard. Everything it writes is attributed to the caller."""

    permission_classes = [IsAuthenticated]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Serve as the caller, who is known only after authentication in `initial`."""
        with ExitStack() as self._acting:
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authenticate, throttle, then load, ask the policy and record the look."""
        super().initial(request, *args, **kwargs)
        self.actor = api_actor(request)
        request._request.actor = self.actor  # type: ignore[attr-defined]  # read by RefusalMiddleware
        self._acting.enter_context(acting_as(self.actor))
        if request.method != "OPTIONS":
            if not hasattr(self, (request.method or "").lower()):
                raise exceptions.MethodNotAllowed(request.method or "")
            self.admit(**kwargs)

    def note_refusal(self, code: str, object_id: str) -> None:
        """On Django's own request, where RefusalMiddleware looks."""
        self.request._request.access_refusal = (code, self.object_label or type(self).__name__, object_id)


def idempotent(method: Callable[..., Response]) -> Callable[..., Response]:
    """A POST whose `Idempotency-Key` header makes it happen once; without the header it happens each time."""

    @wraps(method)
    def wrapper(self: GuardedAPIView, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return method(self, request, *args, **kwargs)
        made: list[Response] = []

        def do() -> Answer:
            made.append(method(self, request, *args, **kwargs))
            return Answer(status=made[0].status_code, body=made[0].data)

        digest = digest_of(request.method or "", request.path, _canonical(request))
        user_id: Any = request.user.pk  # somebody is signed in, or `initial` had answered 401
        answer = once(user_id=user_id, key=key, request_digest=digest, do=do)
        if made:
            return made[0]
        return Response(answer.body, status=answer.status, headers={"Idempotency-Replayed": "true"})

    return wrapper


def _canonical(request: Request) -> str:
    """What was sent, the same whatever the order of names or the boundary of a multipart body."""
    data = request.data
    if hasattr(data, "lists"):
        data = {name: [_of_file(one) for one in values] for name, values in data.lists()}
    return json.dumps(data, sort_keys=True, default=str)


def _of_file(value: Any) -> Any:
    if not isinstance(value, UploadedFile):
        return value
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return [value.name, digest.hexdigest()]
