"""The same key creates once: the answer first given to a request is given again to its repetition.

What was sent and answered may name people, so both are sealed: the row says in clear only whose key it is, and when.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.clock import now
from apps.core.crypto import SealError
from apps.core.errors import Invalid, Refused
from apps.core.models import IdempotencyKey
from apps.core.sealing import is_under_another_key, opened, rewrapped, sealed

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
    the key was used for a different request, or when the answer can no longer be opened: it is never done again.
    Two at once: the second waits for the first and gets its answer.
    """
    key = checked_key(key)
    with transaction.atomic():
        IdempotencyKey.objects.filter(user_id=user_id, key=key, created_at__lte=now() - LIFE).delete()
        row, created = IdempotencyKey.objects.get_or_create(user_id=user_id, key=key)
        if created:
            answer = do()
            record = {
                "request": request_digest,
                "status": str(answer.status),
                "body": json.dumps(answer.body, cls=DjangoJSONEncoder),
            }
            row.sealed = sealed(record, owner=_owner(row))
            row.save(update_fields=["sealed"])
            return answer
    return _answered_before(row, request_digest)


def _owner(row: IdempotencyKey) -> UUID:
    """What the answer is sealed for: it opens for no other person and no other key."""
    return uuid5(row.user_id, row.key)


def _answered_before(row: IdempotencyKey, request_digest: str) -> Answer:
    try:
        record = opened(row.sealed, owner=_owner(row))
    except SealError as lost:
        raise Refused(
            "idempotency_answer_lost",
            _("This was done before, but its answer cannot be read any more. Look for what it made; do not repeat it."),
        ) from lost
    if record["request"] != request_digest:
        raise Refused(
            "idempotency_key_reused",
            _("This Idempotency-Key was used for a different request. Use a new key for a new request."),
        )
    return Answer(status=int(record["status"]), body=json.loads(record["body"]), repeated=True)


def purge() -> int:
    """Delete keys older than a day; returns how many."""
    return IdempotencyKey.objects.filter(created_at__lte=now() - LIFE).delete()[0]


def rewrap() -> int:
    """Put remembered answers under the current key; returns how many. Raises SealError when an old key is missing."""
    old = [row for row in IdempotencyKey.objects.iterator() if is_under_another_key(row.sealed)]
    for row in old:
        IdempotencyKey.objects.filter(pk=row.pk).update(sealed=rewrapped(row.sealed, owner=_owner(row)))
    return len(old)
