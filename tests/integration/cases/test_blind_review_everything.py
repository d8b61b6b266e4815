"""A case that has been through everything is reviewed again: nothing that hangs on it reaches the reviewer first."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import models
from django.test import Client

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.alerts.models import Alert, AlertAttempt, AlertClock
from apps.cases.domain.registering import StudyInput
from apps.cases.domain.reviewing import commit_opinion
from apps.cases.domain.screening import presentation_digest
from apps.cases.enums import CaseEvent, CaseStatus, StudyPart
from apps.cases.models import Case, FailurePlace, Opinion, PresentationCopy
from apps.core.actor import acting_as, command_actor
from apps.core.clock import clinical_instant, now
from apps.documents.models import StoredDocument
from apps.journeys.enums import AFTER_THE_REPORT, READING_STAGES, JourneyStage
from apps.journeys.models import JourneyEvent, Study, StudyInstance
from apps.meetings.models import Meeting
from tests.factories import accounts, cases
from tests.support.addressing import values_for, with_notification
from tests.support.furnished import Furnished, furnish
from tests.support.inventory import Address, addresses
from tests.support.planting import (
    Planted,
    gather,
    hanging_models,
    hanging_models_of_studies,
    holds_words,
    models_of_keys,
    sow,
)
from tests.support.worlds import World, world

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# What carries nothing of the case further: whoever reads a meeting's page does not read its cases.
ENDS: tuple[type[models.Model], ...] = (Meeting,)
# What a reviewer is shown by design: the request, the note to them, and what the study is.
SHOWN = frozenset(
    {
        "cases.Case.reference",
        "cases.ReviewRequest",
        "cases.ReviewAssignment",
        "journeys.Study",
        "journeys.StudyInstance",
        "journeys.JourneyEvent",
    }
)


@dataclass
class Scene:
    """The case, who is asked, and what was planted."""

    world: World
    here: Furnished
    case: Case
    reviewer: User
    planted: Planted
    leaked: set[tuple[str, str]] = field(default_factory=set)

    def look(self, where: str, text: str) -> None:
        """Note each marker that stands in the text."""
        low = text.lower()
        if "zq" in low:
            self.leaked |= {(where, what) for what, word in self.planted.words.items() if word in low}


@pytest.fixture(params=["a reviewer only", "with every role besides"])
def scene(request: pytest.FixtureRequest) -> Scene:
    built = world()
    with acting_as(command_actor("test")):
        here = with_notification(furnish(built, built.north))
        roles = [Role.REVIEWER] if request.param == "a reviewer only" else list(Role)
        reviewer = accounts.member(built.north, *roles, full_name="Asked Person")
    chair, second = built.one(Role.CHAIR), built.one(Role.REVIEWER)
    index, prior = cases.study(built.north), cases.study(built.north)
    case = cases.case(
        built.one(Role.STAFF),
        built.north,
        readers_unknown_reason="Reported outside.",
        studies=(StudyInput(index.pk), StudyInput(prior.pk, StudyPart.PRIOR)),
    )
    asked = [reviewer.pk, second.pk]
    cases.move(case, chair, CaseEvent.SEND_TO_REVIEW, reviewers=asked, request="A cough of six weeks.")
    other = actor_for(second)
    with acting_as(other):
        commit_opinion(actor=other, case_id=case.pk, view="I see zqview.", recommendation="zqadvice", **cases.VIEW)
    planted = Planted(case.pk, {"another view": "zqview", "another's advice": "zqadvice"})
    gather(planted, ENDS)
    _stage_the_rest(planted, index, case)
    gather(planted, ENDS)
    sow(planted, SHOWN, final=(Opinion,))
    _sow_what_no_key_leads_to(planted, here, case)
    case.refresh_from_db()
    assert case.status == CaseStatus.UNDER_REVIEW
    return Scene(built, here, case, reviewer, planted)


def _stage_the_rest(planted: Planted, index: Study, case: Case) -> None:
    """What no department is furnished with: steps after the report, a try to reach the referrer, where it failed."""
    for stage in (*READING_STAGES, *AFTER_THE_REPORT):
        cases.step(index, stage, clinical_instant(now() - timedelta(days=3)))
    clock = AlertClock.objects.filter(alert__in=planted.rows[Alert])[0]
    AlertAttempt.objects.create(clock=clock, number=99, message_id="m", begun_at=now())
    if not planted.has(FailurePlace):
        with acting_as(command_actor("test")):
            FailurePlace.objects.create(case=case, stage=JourneyStage.COMMUNICATION, recorded_at=now())


def _sow_what_no_key_leads_to(planted: Planted, here: Furnished, case: Case) -> None:
    """A document names what it is about in words; a step's words are shown but for those about the report and later."""
    planted.rows[StoredDocument] = [here.document.pk]
    about = {
        "subject_id": str(case.pk),
        "subject_label": "cases.case",
        "title": planted.marker(StoredDocument, "title"),
    }
    models.QuerySet(StoredDocument).filter(pk=here.document.pk).update(**about)
    steps: Any = models.QuerySet(JourneyEvent).filter(study__in=planted.rows[Study])
    steps.filter(stage__in=READING_STAGES | AFTER_THE_REPORT).update(
        responsible=planted.marker(JourneyEvent, "responsible")
    )
    # The room sees a copy that the screen found clean: so must this one be, whatever was planted in it.
    copy = PresentationCopy.objects.get(case=case)
    copy.screened_sha256 = presentation_digest(copy)
    models.QuerySet(PresentationCopy).filter(pk=copy.pk).update(screened_sha256=copy.screened_sha256)


def test_everything_that_can_hang_on_a_case_does(scene: Scene) -> None:
    """A new model is staged in the furnished department, or the walk below does not prove anything about it."""
    wanted = {one for one in (*hanging_models(*ENDS), *hanging_models_of_studies(ENDS)) if holds_words(one)} - {*ENDS}

    assert sorted(one._meta.label for one in wanted - {StudyInstance} if not scene.planted.has(one)) == []


def paths_about(scene: Scene) -> Iterator[tuple[Address, str]]:
    """Every address, as it is furnished and about each planted record that could stand behind its arguments."""
    filled = {address: values_for(address, scene.here) for address in addresses()}
    kinds = models_of_keys({value for values in filled.values() for value in values.values() if hasattr(value, "hex")})
    for address, values in filled.items():
        yield address, address.filled(values)
        choices = [_choices(scene, kinds.get(value), value) for value in values.values()]
        for chosen in product(*choices):
            about = dict(zip(values, chosen, strict=True))
            if about != values:
                yield address, address.filled(about)


def _choices(scene: Scene, model: type[models.Model] | None, usual: Any) -> list[Any]:
    return scene.planted.rows.get(model, [])[:3] or [usual] if model else [usual]


def body(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{dict(response.headers)} {content.decode('utf-8', 'replace')}"


def lists(scene: Scene) -> Iterator[str]:
    """Lists that are narrowed or ordered, and searches; the words themselves come back in the page's own form."""
    yield from ("/cases/?whose=review", "/cases/?status=under_review", "/alerts/?state=all", "/alerts/?state=closed")
    yield from ("/learning/?all=1", "/api/v1/alerts/?state=all", "/api/v1/cases/?status=under_review")


def walk(scene: Scene) -> int:
    client, read = Client(), 0
    client.force_login(scene.reviewer)
    for address, path in paths_about(scene):
        if "GET" in address.methods() or not address.is_api:
            scene.look(path, body(client.get(path)))
            read += 1
        if address.is_api and "POST" in address.methods():
            scene.look(f"POST {path}", body(client.post(path, "{}", content_type="application/json")))
            read += 1
    for path in lists(scene):
        scene.look(path, body(client.get(path)))
        read += 1
    return read


def test_nothing_that_hangs_on_the_case_reaches_the_reviewer_first(scene: Scene) -> None:
    read = walk(scene)

    assert read > 300
    assert "\n".join(f"{where}: {what}" for where, what in sorted(scene.leaked)) == ""


def test_what_was_hidden_opens_with_the_view(scene: Scene) -> None:
    """Otherwise the walk above would prove nothing: what the person's role shows of it is there afterwards."""
    actor = actor_for(scene.reviewer)
    with acting_as(actor):
        commit_opinion(actor=actor, case_id=scene.case.pk, view="I see a mass.", **cases.VIEW)
    walk(scene)

    shown = {what for _where, what in scene.leaked}
    assert shown >= {
        "another view",
        "cases.Case.narrative",
        "cases.PresentationCopy.reveal",
        "cases.CaseAttachment.name",
    }
    assert {"documents.StoredDocument.title", "journeys.JourneyEvent.responsible"} <= shown
    if len(actor.roles[0].roles) > 1:
        assert shown >= {"alerts.Alert.finding", "alerts.AlertAct.what", "learning.LearningSummary.content"}
        assert shown >= {"cases.CaseMessage.text", "meetings.Outcome.consensus"}
