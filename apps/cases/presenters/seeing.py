"""What of one case a person sees; every page about the case asks here once."""

from dataclasses import dataclass

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.cases.models import Case
from apps.core.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Sees:
    """One answer for each part of the page."""

    submitter: bool
    readers: bool
    opinions: bool
    thread: bool
    may_write: bool
    trail: bool
    steps: bool
    edits_copy: bool
    escalations: bool
    opens_escalations: bool
    access_log: bool
    is_submitter: bool
    is_reviewer: bool


def sees(actor: Actor, case: Case) -> Sees:
    """What the actor sees of a case that they may see; a reviewer who has yet to commit a view may not (policy)."""
    facts = case.access_facts()

    def can(permission: P) -> bool:
        return bool(may(actor, permission, facts))

    mine = case.submitter_id is not None and case.submitter_id == actor.user_id
    reviewer = any(one.is_active and one.reviewer_id == actor.user_id for one in case.reviews.all())
    chairing, trail = can(P.CASE_TRIAGE), can(P.TRAIL_VIEW)
    return Sees(
        submitter=mine or can(P.CASE_SUBMITTER_VIEW),
        readers=can(P.CASE_READER_VIEW),
        opinions=can(P.OPINION_VIEW),
        thread=mine or chairing or trail,
        may_write=chairing or can(P.CASE_ANSWER),
        trail=trail,
        steps=mine or trail,
        edits_copy=can(P.PRESENTATION_EDIT),
        escalations=mine or can(P.ESCALATION_VIEW),
        opens_escalations=can(P.ESCALATION_VIEW),
        access_log=can(P.ACCESS_LOG_VIEW),
        is_submitter=mine,
        is_reviewer=reviewer,
    )
