"""A department's decision to keep scores of RADPEER that its spreadsheets bring; nothing else ever reads them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.accounts.models import Department
from apps.cases.domain.payloads import clean_words
from apps.cases.models import ReferenceChoice
from apps.cases.taxonomies import RADPEER
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Forbidden, Invalid, Stale
from apps.core.presenting import moment_words
from apps.core.tracking import change

LONGEST_REASON = 2_000


def choose_reference(
    *, actor: Actor, department: Department, is_on: bool, reason: str, expected_version: int
) -> ReferenceChoice:
    """Switch the keeping of scores on or off in one department, with the reason; 0 is the version of no choice yet.

    Scores that were kept stay when it is switched off, and are no longer shown. Raises Forbidden, Invalid, Stale.
    """
    words = clean_words(reason, "reason", LONGEST_REASON)
    with change(reason="scores of a reference scheme"):
        decision = may(actor, P.TAXONOMY_MANAGE, department.access_facts())
        if not decision or actor.user_id is None:
            raise Forbidden(decision.code, refusal_words(decision.code))
        if not words:
            raise Invalid("required", _("Something is missing."), {"reason": _("Say why, and who decided it.")})
        row = ReferenceChoice.objects.select_for_update().filter(department=department, scheme=RADPEER.code).first()
        if (row.version if row else 0) != expected_version:
            raise _stale(row)
        row = row or ReferenceChoice(department=department, scheme=RADPEER.code)
        row.is_on, row.reason = is_on, words
        row.decided_at, row.decided_by_id = now(), actor.user_id
        row.save()
        return row


def _stale(row: ReferenceChoice | None) -> Stale:
    if row is None:
        return Stale("stale", _("This was changed after you opened it. Look at it, then send yours again."))
    return Stale(
        "stale",
        _("%(by)s changed this at %(at)s, after you opened it. Look at it, then send yours again.")
        % {"by": row.decided_by.full_name, "at": moment_words(row.decided_at)},
    )
