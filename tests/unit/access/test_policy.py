"""The policy as tables: role by permission, relation by permission, and each rule that is more than a role."""

from itertools import product
from uuid import UUID, uuid4

import pytest

from apps.access.permissions import Permission as P
from apps.access.policy import (
    BY_RELATION,
    CONFIDENTIAL_ROLES,
    CONFLICTED,
    AccessFacts,
    Confidentiality,
    Relation,
    departments_where,
    departments_with_role,
    may,
    may_somewhere,
)
from apps.access.roles import ROLES, Role, permissions_of
from apps.access.words import REFUSALS, refusal_words
from apps.core.actor import Actor, ActorKind, DepartmentRoles, anonymous_actor, command_actor

HERE, ELSEWHERE, TRUST = uuid4(), uuid4(), uuid4()


def holder(*roles: Role, department: UUID = HERE, scopes: frozenset[str] | None = None) -> Actor:
    held = DepartmentRoles(department_id=department, trust_id=TRUST, roles=frozenset(roles))
    return Actor(kind=ActorKind.PERSON, name="Somebody", user_id=uuid4(), roles=(held,) if roles else (), scopes=scopes)


def facts(
    actor: Actor | None = None,
    *relations: Relation,
    status: str = "",
    confidentiality: Confidentiality = Confidentiality.OPEN,
) -> AccessFacts:
    me = frozenset({actor.user_id}) if actor and actor.user_id else frozenset()
    return AccessFacts(
        department_id=HERE,
        trust_id=TRUST,
        status=status,
        confidentiality=confidentiality,
        relations=dict.fromkeys(relations, me),
    )


@pytest.mark.parametrize(("role", "permission"), list(product(Role, P)), ids=lambda v: v.value)
def test_role_in_its_department_allows_exactly_its_permissions(role: Role, permission: P) -> None:
    decision = may(holder(role), permission, facts())

    assert decision.allowed is (permission in ROLES[role].permissions)
    assert decision.code == ("" if decision else "no_permission")


@pytest.mark.parametrize(("role", "permission"), list(product(Role, P)), ids=lambda v: v.value)
def test_role_in_another_department_allows_nothing(role: Role, permission: P) -> None:
    assert may(holder(role, department=ELSEWHERE), permission, facts()).code == "no_permission"


@pytest.mark.parametrize(("relation", "permission"), list(product(Relation, P)), ids=lambda v: v.value)
def test_relation_allows_exactly_its_permissions_to_a_member(relation: Relation, permission: P) -> None:
    actor = holder(Role.IG_LEAD)  # a member whose role allows next to nothing
    own = ROLES[Role.IG_LEAD].permissions
    blocked = relation is Relation.ORIGINAL_READER and permission in CONFLICTED
    blocked = blocked or (relation is Relation.REVIEWER_SEALED and permission is not P.CASE_REVIEW)

    allowed = permission in BY_RELATION.get(relation, frozenset()) | own and not blocked

    assert may(actor, permission, facts(actor, relation)).allowed is allowed


@pytest.mark.parametrize("relation", list(BY_RELATION), ids=lambda v: v.value)
def test_relation_of_somebody_who_left_allows_nothing(relation: Relation) -> None:
    actor = holder()

    assert not any(may(actor, permission, facts(actor, relation)) for permission in BY_RELATION[relation])


@pytest.mark.parametrize("permission", sorted(CONFLICTED), ids=lambda v: v.value)
@pytest.mark.parametrize("role", [Role.CHAIR, Role.DEPUTY], ids=lambda v: v.value)
def test_original_reader_is_refused_whatever_the_role(role: Role, permission: P) -> None:
    actor = holder(role)

    assert may(actor, permission, facts(actor, Relation.ORIGINAL_READER)).code == "own_report"
    assert may(actor, permission, facts(actor, Relation.ORIGINAL_READER, Relation.REVIEWER)).code == "own_report"


@pytest.mark.parametrize("permission", list(P), ids=lambda v: v.value)
@pytest.mark.parametrize("role", list(Role), ids=lambda v: v.value)
def test_sealed_reviewer_may_do_nothing_but_review_whatever_the_role(role: Role, permission: P) -> None:
    actor = holder(role)
    sealed = facts(actor, Relation.REVIEWER, Relation.REVIEWER_SEALED, status="under_review")

    decision = may(actor, permission, sealed)

    assert decision.allowed is (permission is P.CASE_REVIEW)
    assert decision.code == ("" if decision else "view_first")


def test_reviewer_reads_the_views_once_nothing_is_sealed() -> None:
    reviewer = holder(Role.REVIEWER)

    assert may(reviewer, P.OPINION_VIEW, facts(reviewer, Relation.REVIEWER, status="under_review"))
    assert not may(reviewer, P.OPINION_VIEW, facts(status="under_review"))


@pytest.mark.parametrize("relation", [Relation.AUTHOR, Relation.SUBMITTER], ids=lambda v: v.value)
@pytest.mark.parametrize("role", [Role.CHAIR, Role.GOVERNANCE, Role.LEAD], ids=lambda v: v.value)
def test_approval_needs_a_second_person(role: Role, relation: Relation) -> None:
    actor = holder(role)

    assert may(actor, P.LEARNING_APPROVE, facts())
    assert may(actor, P.LEARNING_APPROVE, facts(actor, relation)).code == "needs_second_person"


@pytest.mark.parametrize("role", list(Role), ids=lambda v: v.value)
@pytest.mark.parametrize("kind", [Confidentiality.CONFIDENTIAL, Confidentiality.ANONYMOUS], ids=lambda v: v.value)
def test_confidential_case_opens_for_chairs_only(kind: Confidentiality, role: Role) -> None:
    decision = may(holder(role), P.CASE_VIEW, facts(confidentiality=kind))

    assert decision.allowed is (role in CONFIDENTIAL_ROLES)
    assert decision.code == ("" if decision else "confidential")


@pytest.mark.parametrize(
    "relation", [Relation.SUBMITTER, Relation.REVIEWER, Relation.ESCALATION_LEAD], ids=lambda v: v.value
)
def test_confidential_case_opens_for_a_related_member(relation: Relation) -> None:
    actor = holder(Role.STAFF)

    assert may(actor, P.CASE_VIEW, facts(actor, relation, confidentiality=Confidentiality.CONFIDENTIAL))


def test_relation_of_another_person_does_not_count() -> None:
    submitter, other = holder(Role.STAFF), holder(Role.STAFF)

    assert not may(other, P.CASE_VIEW, facts(submitter, Relation.SUBMITTER))


@pytest.mark.parametrize("permission", list(P), ids=lambda v: v.value)
def test_nobody_and_nameless_command_may_nothing(permission: P) -> None:
    assert may(anonymous_actor(), permission, facts()).code == "not_signed_in"
    assert may(command_actor("migrate"), permission, facts()).code == "not_signed_in"
    assert may_somewhere(anonymous_actor(), permission) is False


def test_scopes_cut_the_roles_and_never_add_to_them() -> None:
    token = holder(Role.CHAIR, scopes=frozenset({P.CASE_VIEW, P.PEOPLE_MANAGE}))

    assert may(token, P.CASE_VIEW, facts())
    assert may(token, P.CASE_TRIAGE, facts()).code == "outside_token_scope"
    assert may(token, P.PEOPLE_MANAGE, facts()).code == "no_permission"
    assert departments_where(token, P.CASE_VIEW) == (HERE,)
    assert departments_where(token, P.CASE_TRIAGE) == ()
    assert may_somewhere(token, P.CASE_TRIAGE) is False


def test_departments_are_those_whose_roles_grant_the_permission() -> None:
    actor = Actor(
        kind=ActorKind.PERSON,
        name="Two hats",
        user_id=uuid4(),
        roles=(
            DepartmentRoles(department_id=HERE, trust_id=TRUST, roles=frozenset({Role.CHAIR})),
            DepartmentRoles(department_id=ELSEWHERE, trust_id=TRUST, roles=frozenset({Role.STAFF})),
        ),
    )

    assert departments_where(actor, P.CASE_TRIAGE) == (HERE,)
    assert departments_where(actor, P.CASE_LOG) == (HERE, ELSEWHERE)
    assert departments_with_role(actor, CONFIDENTIAL_ROLES) == (HERE,)
    assert actor.trust_ids == (TRUST,)
    assert actor.department_ids == (HERE, ELSEWHERE)


def test_own_pages_are_everybodys_who_signed_in() -> None:
    assert may_somewhere(holder(), P.OWN_PAGES)


def test_clinical_text_is_closed_to_administrators_and_the_information_governance_lead() -> None:
    clinical = {P.CASE_VIEW, P.CASE_AMEND, P.OPINION_VIEW, P.ESCALATION_VIEW, P.GOVERNANCE_RECORD, P.DOCUMENT_VIEW}

    for role in (Role.ADMIN, Role.IG_LEAD):
        assert clinical & ROLES[role].permissions == set()


def test_only_governance_roles_see_who_looked() -> None:
    allowed = {role for role in Role if P.ACCESS_LOG_VIEW in ROLES[role].permissions}

    assert allowed == {Role.IG_LEAD, Role.GOVERNANCE}


def test_every_permission_is_reachable() -> None:
    by_role = permissions_of(frozenset(Role))
    by_relation = frozenset[P]().union(*BY_RELATION.values())

    assert set(P) - by_role - by_relation == set()


def test_every_refusal_has_words() -> None:
    for code in REFUSALS:
        assert refusal_words(code)
    assert refusal_words("never heard of") == refusal_words("no_permission")
