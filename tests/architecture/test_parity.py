"""A list and a detail page never disagree: `visible_to` gives exactly what the policy allows, for everybody."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.db.models import QuerySet

from apps.access.permissions import Permission as P
from apps.access.policy import Confidentiality, may
from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import Membership
from apps.alerts.models import Alert
from apps.alerts.queries import visible as visible_alerts
from apps.cases.domain.reading import ReaderInput
from apps.cases.enums import CaseEvent, PatientAction
from apps.cases.models import Case
from apps.cases.queries import visible as visible_cases
from apps.core.actor import Actor, ActorKind, acting_as, anonymous_actor, command_actor
from apps.core.clock import today
from apps.documents.models import StoredDocument
from apps.documents.queries import visible as visible_documents
from apps.governance.models import CaseGovernance
from apps.governance.queries import visible as visible_governance
from apps.intake.models import CaseImport
from apps.intake.queries import imports as visible_imports
from apps.journeys.models import Study
from apps.journeys.queries import visible as visible_studies
from apps.learning.models import LearningSummary
from apps.learning.queries import visible as visible_summaries
from apps.meetings.models import Meeting
from apps.meetings.queries import visible as visible_meetings
from tests.factories import cases
from tests.support.furnished import furnish
from tests.support.inventory import app_sources
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Side:
    """One kind of record: its list and the permission of its detail page."""

    model: type[Any]
    visible_to: Callable[[Actor], QuerySet[Any]]
    permission: P


SIDES = [
    Side(Case, visible_cases.visible_to, P.CASE_VIEW),
    Side(Study, visible_studies.visible_to, P.STUDY_VIEW),
    Side(CaseImport, visible_imports.visible_to, P.CASE_IMPORT),
    Side(Meeting, visible_meetings.visible_to, P.MEETING_VIEW),
    Side(StoredDocument, visible_documents.visible_to, P.DOCUMENT_VIEW),
    Side(Alert, visible_alerts.visible_to, P.ALERT_VIEW),
    Side(CaseGovernance, visible_governance.visible_to, P.GOVERNANCE_RECORD),
    Side(LearningSummary, visible_summaries.visible_to, P.LEARNING_VIEW),
]


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once, undone at the end of the file; a test that changes it does so in a transaction of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield fill_every_department()
        transaction.set_rollback(True)


def fill_every_department() -> World:
    """One of everything in two departments, and cases of each confidentiality with each relation in all three."""
    built = world()
    with acting_as(command_actor("test")):
        furnish(built, built.north)
        furnish(built, built.other)
    for where, confidentiality in product(built.departments, (Confidentiality.OPEN, Confidentiality.CONFIDENTIAL)):
        staff, chair = built.one(Role.STAFF, where), built.one(Role.CHAIR, where)
        reader = ReaderInput(person_id=built.one(Role.DEPUTY, where).pk)
        cases.case(built.one(Role.LEAD, where), where, confidentiality=confidentiality)
        cases.case(staff, where, confidentiality=confidentiality, patient_action=PatientAction.YES)
        read = cases.case(staff, where, confidentiality=confidentiality, readers=(reader,))
        cases.move(read, chair, CaseEvent.SEND_TO_REVIEW, reviewers=[built.one(Role.REVIEWER, where).pk])
    return built


def actors(built: World) -> list[tuple[str, Actor]]:
    """Everybody on the page, each as a token of theirs that was made for nothing and for everything, and nobody."""
    people = [(person.full_name, actor_for(person)) for person in built.everybody()]
    every = frozenset(P)
    tokens = [
        (f"{name} by token {len(scopes)}", replace(actor, kind=ActorKind.SERVICE, scopes=scopes))
        for name, actor in people
        for scopes in (frozenset[str](), every)
    ]
    return [*people, *tokens, ("nobody", anonymous_actor()), ("a command", command_actor("test"))]


@pytest.mark.parametrize("side", SIDES, ids=lambda side: side.model._meta.label)
def test_the_list_is_what_the_policy_allows(filled: World, side: Side) -> None:
    every = list(side.model.objects.all())
    seeing = 0
    for name, actor in actors(filled):
        allowed = {one.pk for one in every if may(actor, side.permission, one.access_facts())}
        listed = list(side.visible_to(actor).values_list("pk", flat=True))

        assert len(listed) == len(set(listed)), name
        assert set(listed) == allowed, name
        seeing += bool(allowed)

    assert len(every) >= 2
    assert 0 < seeing < len(actors(filled))


@pytest.mark.parametrize("side", SIDES, ids=lambda side: side.model._meta.label)
def test_whoever_left_sees_nothing(filled: World, side: Side) -> None:
    """Not even what they logged, reviewed, led or wrote themselves."""
    with acting_as(command_actor("test")):
        for held in Membership.objects.all():
            held.starts_on, held.ends_on = today() - timedelta(days=800), today() - timedelta(days=1)
            held.save()

    assert [name for name, actor in actors(filled) if side.visible_to(actor).exists()] == []


def test_every_guarded_record_with_a_list_is_compared_here() -> None:
    """A new `visible_to` without a comparison would be a list that nobody checked."""
    defining = {one.module for one in app_sources() if "\ndef visible_to(" in one.text}

    assert defining == {side.visible_to.__module__ for side in SIDES}
