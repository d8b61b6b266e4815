"""List and detail agree: what `visible_to` gives is what the policy allows, for everybody and every kind of case."""

from itertools import product

import pytest

from apps.access.permissions import Permission
from apps.access.policy import Confidentiality, may
from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.domain.reading import ReaderInput
from apps.cases.enums import CaseEvent, PatientAction
from apps.cases.models import Case
from apps.cases.queries.visible import visible_to
from tests.factories import cases
from tests.support.worlds import World


@pytest.fixture
def filled(here: World) -> World:
    """Cases of each confidentiality in each department, with each relation held by somebody."""
    for where, confidentiality in product(here.departments, (Confidentiality.OPEN, Confidentiality.CONFIDENTIAL)):
        who = here.one(Role.STAFF, where)
        reader = ReaderInput(person_id=here.one(Role.DEPUTY, where).pk)
        cases.case(who, where, confidentiality=confidentiality)
        cases.case(here.one(Role.LEAD, where), where, confidentiality=confidentiality)
        cases.case(who, where, confidentiality=confidentiality, patient_action=PatientAction.YES)
        read = cases.case(who, where, confidentiality=confidentiality, readers=(reader,))
        cases.move(
            read, here.one(Role.CHAIR, where), CaseEvent.SEND_TO_REVIEW, reviewers=[here.one(Role.REVIEWER, where).pk]
        )
    return here


def test_visible_to_equals_what_the_policy_allows_for_everybody(filled: World) -> None:
    every = list(Case.objects.prefetch_related("readers", "reviews", "escalations"))

    seen_by_some = 0
    for person in filled.everybody():
        actor = actor_for(person)
        allowed = {case.pk for case in every if may(actor, Permission.CASE_VIEW, case.access_facts())}
        listed = list(visible_to(actor).values_list("pk", flat=True))

        assert len(listed) == len(set(listed))
        assert set(listed) == allowed, person.full_name
        seen_by_some += bool(allowed)

    assert len(every) == 24
    assert seen_by_some >= 15


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_nobody_sees_a_case_of_another_department(filled: World, role: Role) -> None:
    actor = actor_for(filled.one(role))

    departments = set(visible_to(actor).values_list("department", flat=True))

    assert departments <= {filled.north.pk}


def test_somebody_who_left_sees_nothing_not_even_their_own(filled: World) -> None:
    from datetime import timedelta

    from apps.accounts.models import Membership
    from apps.core.actor import acting_as, command_actor
    from apps.core.clock import today

    staff = filled.one(Role.STAFF)
    assert visible_to(actor_for(staff)).exists()
    membership = Membership.objects.get(person=staff)
    membership.starts_on, membership.ends_on = today() - timedelta(days=9), today() - timedelta(days=1)
    with acting_as(command_actor("test")):
        membership.save()

    assert not visible_to(actor_for(staff)).exists()
