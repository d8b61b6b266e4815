"""The one answer to "may I?": from an actor and facts, without the database.

`visible_to` querysets in the apps must agree with `may(..., VIEW, ...)`; an architecture test holds them to it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from apps.access.permissions import Permission as P
from apps.access.roles import Role, permissions_of
from apps.core.actor import Actor, ActorKind


class Confidentiality(StrEnum):
    """Who may read a submission."""

    OPEN = "open"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"


class Relation(StrEnum):
    """How a person stands to a record."""

    SUBMITTER = "submitter"
    ORIGINAL_READER = "original_reader"
    # The original reader as a participant: whose own page about the discussion it is.
    INVOLVED_READER = "involved_reader"
    # Read one of several cases behind a record: bars from approving it, not from working on it.
    READER_OF_A_PART = "reader_of_a_part"
    REVIEWER = "reviewer"
    # Asked for a view and has not committed it: whatever else the person is, only the review itself is open.
    REVIEWER_SEALED = "reviewer_sealed"
    ESCALATION_LEAD = "escalation_lead"
    ACTION_OWNER = "action_owner"
    ALERT_RAISER = "alert_raiser"
    AUTHOR = "author"
    OWNER = "owner"


@dataclass(frozen=True, kw_only=True)
class AccessFacts:
    """What the policy needs to know of a record; each guarded model makes it in `access_facts()`."""

    department_id: UUID | None
    trust_id: UUID | None = None
    confidentiality: Confidentiality = Confidentiality.OPEN
    status: str = ""
    relations: Mapping[Relation, frozenset[UUID]] = field(default_factory=lambda: MappingProxyType({}))
    # It tells an outcome that the involved readers have not heard yet, though their time for it runs.
    readers_first: bool = False

    def is_related(self, actor: Actor, relation: Relation) -> bool:
        """Whether the actor's person stands in that relation."""
        return actor.user_id is not None and actor.user_id in self.relations.get(relation, frozenset())


@dataclass(frozen=True)
class Decision:
    """Allowed, or refused with a code."""

    allowed: bool
    code: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Decision(True)

# What a relation allows, whatever the roles. A former member keeps none of it: see `_is_member`.
BY_RELATION: dict[Relation, frozenset[P]] = {
    Relation.SUBMITTER: frozenset({P.CASE_VIEW, P.CASE_AMEND, P.CASE_ANSWER, P.CASE_WITHDRAW}),
    Relation.REVIEWER: frozenset({P.CASE_VIEW, P.CASE_REVIEW, P.OPINION_VIEW, P.CASE_CODE}),
    Relation.ESCALATION_LEAD: frozenset({P.CASE_VIEW, P.ESCALATION_VIEW, P.ESCALATION_HANDLE}),
    Relation.ACTION_OWNER: frozenset({P.ACTION_MANAGE}),
    Relation.ALERT_RAISER: frozenset({P.ALERT_VIEW}),
    Relation.INVOLVED_READER: frozenset({P.INVOLVED_ANSWER}),
    Relation.OWNER: frozenset({P.OWN_PAGES}),
}

# What an original reader may not do to a case about their own report, even as chair.
CONFLICTED: frozenset[P] = frozenset(
    {
        P.CASE_TRIAGE, P.CASE_REVIEW, P.CASE_CLOSE, P.CASE_SUBMITTER_VIEW, P.OPINION_VIEW, P.OUTCOME_RECORD,
        P.LEARNING_PREPARE, P.LEARNING_APPROVE, P.LEARNING_PUBLISH, P.PRESENTATION_EDIT, P.INVOLVED_MANAGE,
        P.GOVERNANCE_RECORD, P.INCIDENT_RECORD, P.CASE_CODE, P.REFERENCE_SCORE_VIEW,
    }
)  # fmt: skip

# Roles that may read a confidential case; everybody else needs a relation.
CONFIDENTIAL_ROLES: frozenset[str] = frozenset({Role.CHAIR, Role.DEPUTY})

_CASE_PERMISSIONS: frozenset[P] = frozenset(
    {
        P.CASE_VIEW, P.CASE_AMEND, P.CASE_ANSWER, P.CASE_TRIAGE, P.CASE_WITHDRAW, P.CASE_CLOSE, P.CASE_REVIEW,
        P.CASE_SUBMITTER_VIEW, P.CASE_READER_VIEW, P.OPINION_VIEW, P.PRESENTATION_EDIT, P.LEARNING_PREPARE,
        P.LEARNING_APPROVE, P.LEARNING_PUBLISH, P.OUTCOME_RECORD, P.TRAIL_VIEW, P.INVOLVED_MANAGE,
        P.CASE_CODE, P.REFERENCE_SCORE_VIEW,
    }
)  # fmt: skip


def _is_member(actor: Actor, facts: AccessFacts) -> bool:
    return bool(actor.roles_in(facts.department_id))


def _in_scope(actor: Actor, permission: P, facts: AccessFacts) -> Decision | None:
    """A token does no more than the scopes that it was made with."""
    if actor.scopes is not None and permission not in actor.scopes:
        return Decision(False, "outside_token_scope")
    return None


def _conflict(actor: Actor, permission: P, facts: AccessFacts) -> Decision | None:
    if permission in CONFLICTED and facts.is_related(actor, Relation.ORIGINAL_READER):
        return Decision(False, "own_report")
    return None


def _sealed(actor: Actor, permission: P, facts: AccessFacts) -> Decision | None:
    """Until the first view is committed a reviewer may do nothing else with the case, even with a chair's role."""
    if permission is not P.CASE_REVIEW and facts.is_related(actor, Relation.REVIEWER_SEALED):
        return Decision(False, "view_first")
    return None


def _readers_first(actor: Actor, permission: P, facts: AccessFacts) -> Decision | None:
    """What was concluded is the involved readers' first; until their time is over only who records outcomes sees it."""
    if not facts.readers_first or permission not in (P.LEARNING_VIEW, P.LEARNING_APPROVE):
        return None
    records = P.OUTCOME_RECORD in permissions_of(actor.roles_in(facts.department_id))
    if records and not facts.is_related(actor, Relation.ORIGINAL_READER):
        return None
    return Decision(False, "readers_first")


def _second_person(actor: Actor, permission: P, facts: AccessFacts) -> Decision | None:
    """Approval needs somebody who is neither author, submitter nor original reader (DESIGN C0)."""
    if permission is not P.LEARNING_APPROVE:
        return None
    for relation in (Relation.AUTHOR, Relation.SUBMITTER, Relation.READER_OF_A_PART):
        if facts.is_related(actor, relation):
            return Decision(False, "needs_second_person")
    return None


def _confidential(actor: Actor, permission: P, facts: AccessFacts) -> Decision | None:
    if facts.confidentiality is Confidentiality.OPEN or permission not in _CASE_PERMISSIONS:
        return None
    if actor.roles_in(facts.department_id) & CONFIDENTIAL_ROLES:
        return None
    related = any(permission in BY_RELATION[r] for r in BY_RELATION if facts.is_related(actor, r))
    return None if related else Decision(False, "confidential")


# The rules that are more than "the role has the permission", in the order in which they are asked.
RULES: tuple[Callable[[Actor, P, AccessFacts], Decision | None], ...] = (
    _in_scope,
    _conflict,
    _sealed,
    _readers_first,
    _second_person,
    _confidential,
)


def may(actor: Actor, permission: P, facts: AccessFacts) -> Decision:
    """Whether `actor` may do `permission` to the record that `facts` describe; refusals carry a code."""
    if actor.kind is ActorKind.ANONYMOUS or actor.user_id is None:
        return Decision(False, "not_signed_in")
    for rule in RULES:
        refused = rule(actor, permission, facts)
        if refused is not None:
            return refused
    if permission in permissions_of(actor.roles_in(facts.department_id)):
        return ALLOWED
    if _is_member(actor, facts):
        for relation, granted in BY_RELATION.items():
            if permission in granted and facts.is_related(actor, relation):
                return ALLOWED
    return Decision(False, "no_permission")


def departments_where(actor: Actor, permission: P) -> tuple[UUID, ...]:
    """The departments in which the actor's roles grant the permission; the base of every scoped list."""
    if actor.user_id is None or (actor.scopes is not None and permission not in actor.scopes):
        return ()
    return tuple(held.department_id for held in actor.roles if permission in permissions_of(held.roles))


def departments_with_role(actor: Actor, roles: frozenset[str]) -> tuple[UUID, ...]:
    """The departments in which the actor holds any of `roles` today."""
    return tuple(held.department_id for held in actor.roles if held.roles & roles)


def may_somewhere(actor: Actor, permission: P) -> bool:
    """Whether the actor has the permission in any department: guards lists and empty forms."""
    if permission is P.OWN_PAGES:
        return actor.user_id is not None
    return bool(departments_where(actor, permission))
