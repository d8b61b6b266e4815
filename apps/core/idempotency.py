"""The same key creates once: the answer first given to a request is given again to its repetition."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.clock import now
from apps.core.errors import Invalid, Refused
from apps.core.models import IdempotencyKey

LIFE = timedelta(hours=24)
LONGEST = 200


@dataclass(frozen=True)
class Answer:
    """What was answered; `repeated` when it was answered before and nothing was done now."""

    status: int
    body: Any
    repeated: bool = False


def digest_of(*parts: str) -> str:
    """A digest that tells one request from another: method, path and everything that was sent."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def checked_key(key: str) -> str:
    """The key without surrounding space. Raises Invalid for an empty, over-long or unprintable one."""
    key = key.strip()
    if not key or len(key) > LONGEST or not key.isprintable():
        words = _("Idempotency-Key must be 1 to %(limit)s printable characters.") % {"limit": LONGEST}
        raise Invalid("bad_idempotency_key", words, {"Idempotency-Key": words})
    return key


def once(*, user_id: UUID, key: str, request_digest: str, do: Callable[[], Answer]) -> Answer:
    """Do it and remember the answer, or give the remembered answer; all in one transaction.

    Keys belong to a person. A request that fails remembers nothing, so it can be sent again. Raises Refused when
    the key was used for a different request. Two at once: the second waits for the first and gets its answer.
    """
    key = checked_key(key)
    with transaction.atomic():
        IdempotencyKey.objects.filter(user_id=user_id, key=key, created_at__lte=now() - LIFE).delete()
        row, created = IdempotencyKey.objects.get_or_create(
            user_id=user_id, key=key, defaults={"request_hash": request_digest}
        )
        if created:
            answer = do()
            row.response_status = answer.status
            row.response_body = json.loads(json.dumps(answer.body, cls=DjangoJSONEncoder))
            row.save(update_fields=["response_status", "response_body"])
            return answer
    if row.request_hash != request_digest:
        raise Refused(
            "idempotency_key_reused",
            _("This Idempotency-Key was used for a different request. Use a new key for a new request."),
        )
    return Answer(status=row.response_status or 200, body=row.response_body, repeated=True)


def purge() -> int:
    """Delete keys older than a day; returns how many."""
    return IdempotencyKey.objects.filter(created_at__lte=now() - LIFE).delete()[0]
