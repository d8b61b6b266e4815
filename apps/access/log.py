"""Records that somebody looked, before the page is rendered: no record, no page."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID

from django.utils.crypto import salted_hmac

from apps.access.models import AccessAction, AccessEvent
from apps.core.actor import Actor
from apps.core.clock import now


def digest(parts: Iterable[str]) -> str:
    """A fixed-length digest of ids, so that a row stays small however long the list was."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def keyed_digest(parts: Iterable[str]) -> str:
    """A digest that nobody can test guesses against without the installation's own key."""
    return salted_hmac("access.log.query", "\n".join(parts), algorithm="sha256").hexdigest()


def record_access(
    *,
    actor: Actor,
    action: AccessAction,
    object_label: str = "",
    object_id: str | UUID = "",
    department_id: UUID | None = None,
    ids: Iterable[UUID | str] | None = None,
    query: Mapping[str, str] | None = None,
    purpose: str = "",
    code: str = "",
) -> AccessEvent:
    """Write one row in the caller's transaction; if it cannot be written the caller fails.

    `ids` are the records that a list shows; only their count and digest are kept. `query` is what was
    searched for; only a keyed digest is kept, since search words may name a patient.
    """
    shown = None if ids is None else [str(one) for one in ids]
    return AccessEvent.objects.create(
        at=now(),
        user_id=actor.user_id,
        actor_kind=actor.kind.value,
        actor_name=actor.name[:200],
        roles=",".join(sorted(actor.roles_in(department_id)))[:300],
        department_id=department_id,
        action=action,
        object_label=object_label,
        object_id=str(object_id),
        count=None if shown is None else len(shown),
        ids_digest="" if shown is None else digest(shown),
        query_digest="" if not query else keyed_digest(f"{k}={v}" for k, v in sorted(query.items())),
        purpose=purpose[:500],
        code=code[:60],
        source=actor.source.value,
        request_id=actor.request_id[:64],
        address=actor.address[:45],
    )


def record_access_once(
    *,
    actor: Actor,
    action: AccessAction,
    object_label: str,
    object_id: UUID,
    department_id: UUID | None,
    purpose: str,
    within: timedelta,
) -> None:
    """Write one row for a sitting: none where the same person's last one for the same purpose is younger than `within`.

    For a page that asks again and again while somebody types: a row for each key would bury the others.
    """
    lately = AccessEvent.objects.filter(
        object_label=object_label,
        object_id=str(object_id),
        user_id=actor.user_id,
        purpose=purpose,
        at__gt=now() - within,
    )
    if not lately.exists():
        record_access(
            actor=actor,
            action=action,
            object_label=object_label,
            object_id=object_id,
            department_id=department_id,
            purpose=purpose,
        )
