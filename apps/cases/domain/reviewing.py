"""A reviewer's view, committed once and blind; the second view, after the reveal, is another row."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.cases.domain.payloads import clean_words
from apps.cases.enums import CaseStatus, Confidence
from apps.cases.errors import TransitionRefused
from apps.cases.events import OpinionCommitted
from apps.cases.models import Case, Opinion, ReviewAssignment
from apps.cases.queries.choosing import finding_terms
from apps.cases.queries.loading import case_for_change
from apps.cases.queries.reviews import looked_before, readers_are_unknown, readers_of_reports, review_of
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.core.events import publish
from apps.core.tracking import change

LONGEST = {"view": 10_000, "recommendation": 5_000, "learning": 5_000}
# A first view is taken while the review is open; a second one until the case is discussed.
REVISABLE = frozenset({CaseStatus.UNDER_REVIEW, CaseStatus.READY, CaseStatus.SCHEDULED})


@dataclass(frozen=True, kw_only=True)
class View:
    """What a reviewer says: what is seen, which type of finding, how confident, what they would recommend."""

    view: str
    finding_term_id: UUID | None = None
    confidence: str = ""
    recommendation: str = ""
    learning: str = ""
    declared_not_read: bool = False


def commit_opinion(*, actor: Actor, case_id: UUID, after_reveal: bool = False, **given: Any) -> Opinion:
    """Commit the actor's own view on a case that they were asked to review; it cannot be altered afterwards.

    `given` are the fields of View. The first view opens the outcome and the other reviewers' views to the actor, and
    that moment is kept. The same view sent again is answered with the first. Publishes OpinionCommitted. Raises
    NotVisible, Forbidden (not a reviewer, or an original reader), TransitionRefused (not under review, or already
    committed), Invalid.
    """
    with change(reason="opinion committed"):
        case = case_for_change(case_id)
        asked = _asked(actor, case)
        mine = {one.after_reveal: one for one in case.opinions.all() if one.reviewer_id == actor.user_id}
        # A second view may keep the type of the first, whatever edition is in use by now.
        kept = {one.finding_term_id for one in mine.values()}
        wanted = _clean(View(**given), case.department.trust_id, kept, needs_confidence=not after_reveal)
        earlier = mine.get(after_reveal)
        if earlier is not None:
            if _is_same(earlier, wanted):
                return earlier
            raise TransitionRefused("already_done", _("You already committed this opinion. It is kept as it was."))
        _check_moment(case, after_reveal, has_first=False in mine)
        if not after_reveal:
            _check_declaration(case, wanted)
        opinion = Opinion.objects.create(
            case=case,
            reviewer_id=asked.reviewer_id,
            after_reveal=after_reveal,
            was_blind=None if after_reveal else not looked_before(asked.reviewer_id, case),
            committed_at=now(),
            **vars(wanted),
        )
        if not after_reveal:
            asked.revealed_at = opinion.committed_at
            asked.save()
        publish(OpinionCommitted(opinion_id=opinion.pk))
        return opinion


def _asked(actor: Actor, case: Case) -> ReviewAssignment:
    """The actor's own part in the review; refuses everybody else, and original readers whatever they were asked."""
    facts = case.access_facts()
    decision = may(actor, P.CASE_REVIEW, facts)
    if not decision and not may(actor, P.CASE_VIEW, facts):
        raise NotVisible
    if decision and actor.user_id in readers_of_reports(case):
        raise Forbidden("own_report", refusal_words("own_report"))
    asked = review_of(actor, case)
    if not decision or asked is None:
        code = decision.code or "not_a_reviewer"
        raise Forbidden(code, refusal_words(code) if decision.code else _("You were not asked to review this."))
    return asked


def _check_moment(case: Case, after_reveal: bool, has_first: bool) -> None:
    if after_reveal and not has_first:
        raise TransitionRefused("first_view_missing", _("Commit your first view before the outcome is shown."))
    if case.status not in (REVISABLE if after_reveal else {CaseStatus.UNDER_REVIEW}):
        raise TransitionRefused("wrong_state", _("This case is not under review, so no opinion is taken."))


def _check_declaration(case: Case, wanted: View) -> None:
    if not wanted.declared_not_read and readers_are_unknown(case):
        words = _("It is not known who reported this. Confirm that it was not you, or say that you cannot review it.")
        raise Invalid("not_declared", _("Something is missing."), {"declared_not_read": words})


def _clean(given: View, trust_id: UUID, kept: Collection[UUID | None], *, needs_confidence: bool) -> View:
    problems: dict[str, str] = {}
    words: dict[str, str] = {}
    for name, longest in LONGEST.items():
        try:
            words[name] = clean_words(getattr(given, name), name, longest)
        except Invalid as wrong:
            problems |= wrong.fields
    if not words.get("view") and "view" not in problems:
        problems["view"] = _("Say what you see.")
    if given.confidence not in Confidence.values and (given.confidence or needs_confidence):
        problems["confidence"] = _("Say how confident you are.")
    if not _is_offered(given.finding_term_id, trust_id, kept):
        problems["finding_term"] = _("Choose a type of finding from the list.")
    if problems:
        raise Invalid("required", _("Check what you entered."), problems)
    return View(
        finding_term_id=given.finding_term_id,
        confidence=given.confidence,
        declared_not_read=bool(given.declared_not_read),
        **words,
    )


def _is_offered(term_id: UUID | None, trust_id: UUID, kept: Collection[UUID | None]) -> bool:
    return term_id is None or term_id in kept or finding_terms(trust_id).filter(pk=term_id).exists()


def _is_same(earlier: Opinion, wanted: View) -> bool:
    return all(getattr(earlier, name) == value for name, value in vars(wanted).items())
