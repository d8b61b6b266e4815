"""A reviewer's view in words, committed once; the second view, after the reveal, is another row."""

from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.cases.domain.payloads import clean_words
from apps.cases.enums import CaseStatus
from apps.cases.errors import TransitionRefused
from apps.cases.models import Opinion
from apps.cases.queries.loading import case_for_change
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.core.tracking import change


def commit_opinion(
    *, actor: Actor, case_id: UUID, view: str, learning: str = "", after_reveal: bool = False
) -> Opinion:
    """Commit the actor's own view on a case that they were asked to review; it cannot be altered afterwards.

    Raises NotVisible, Forbidden (not a reviewer, or an original reader), TransitionRefused (not under review, or
    already committed), Invalid.
    """
    with change(reason="opinion committed"):
        case = case_for_change(case_id)
        facts = case.access_facts()
        if not may(actor, P.CASE_VIEW, facts):
            raise NotVisible
        decision = may(actor, P.CASE_REVIEW, facts)
        assigned = any(review.reviewer_id == actor.user_id for review in case.reviews.all())
        if not decision or not assigned or actor.user_id is None:
            code = decision.code or "not_a_reviewer"
            raise Forbidden(code, refusal_words(code) if decision.code else _("You were not asked to review this."))
        if case.status != CaseStatus.UNDER_REVIEW:
            raise TransitionRefused("wrong_state", _("This case is not under review, so no opinion is taken."))
        mine = [one for one in case.opinions.all() if one.reviewer_id == actor.user_id]
        words = clean_words(view, "view")
        same = next((one for one in mine if one.after_reveal == after_reveal), None)
        if same is not None and same.view == words:
            return same
        if same is not None:
            raise TransitionRefused("already_done", _("You already committed this opinion. It is kept as it was."))
        if after_reveal and not mine:
            raise TransitionRefused("first_view_missing", _("Commit your first view before the outcome is shown."))
        if not words:
            raise Invalid("required", _("Something is missing."), {"view": _("Say what you would have reported.")})
        return Opinion.objects.create(
            case=case,
            reviewer_id=actor.user_id,
            after_reveal=after_reveal,
            view=words,
            learning=clean_words(learning, "learning", 5_000),
            committed_at=now(),
        )
