"""Every name, number and site, planted in every free text: the screen stops it, and no PDF carries it out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

import pytest

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import Membership
from apps.cases.domain.acting import add_action, finish_action
from apps.cases.domain.escalating import complete
from apps.cases.domain.messaging import post_message
from apps.cases.domain.presenting import save_presentation
from apps.cases.domain.registering import StudyInput
from apps.cases.domain.reviewing import commit_opinion
from apps.cases.enums import ActionKind, CaseEvent, PatientAction
from apps.cases.errors import TransitionRefused
from apps.cases.models import Case
from apps.core.actor import acting_as, command_actor
from apps.core.clock import today
from apps.core.tracking import update_tracked
from apps.documents import storage
from apps.documents.domain.packs import CaseLearningPack, LearningTopic, MeetingLearningPack, content_hash, read_pack
from apps.documents.enums import DocumentKind
from apps.documents.models import StoredDocument
from apps.documents.pdf import html_to_pdf
from apps.journeys.models import Study
from apps.learning.domain.preparing import draft_case_summary, draft_meeting_summary, edit_summary, submit_for_approval
from apps.learning.domain.publishing import approve, publish
from apps.learning.domain.screening import unresolved_in_summary
from apps.learning.models import LearningSummary
from apps.meetings.domain.agendas import bring_on_the_day
from apps.meetings.domain.outcomes import record_outcome
from apps.meetings.models import Meeting
from tests.factories import cases, meetings
from tests.support.furnished import PATIENT, WORDS, study_with_patient
from tests.support.pdf_reading import page_text
from tests.support.planted import Planted, identifiers, left_in, name_the_staff, searchable
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db

CLEAN_POINT = "Look behind the heart."
TOLD = "What was said in the meeting"


@dataclass
class Scene:
    """A case about a patient, taken through a meeting, with identifiers in all that people typed."""

    world: World
    study: Study
    case: Case
    meeting: Meeting
    planted: list[Planted]

    def actor(self, role: Role) -> Any:
        """Somebody of the department."""
        return actor_for(self.world.one(role))


@pytest.fixture
def scene() -> Iterator[Scene]:
    with acting_as(command_actor("test")):
        built = world()
        name_the_staff(built)
        study = study_with_patient(built.north, built.one(Role.ADMIN), accession_number="CHX0012345")
        planted = identifiers(PATIENT, [study])
        everything = "; ".join(one.typed for one in planted)
        case = _logged(built, study, everything)
        meeting = _held(built, case, everything)
        yield Scene(built, study, case, meeting, planted)


def _logged(built: World, study: Study, everything: str) -> Case:
    chair, reviewer = built.one(Role.CHAIR), built.one(Role.REVIEWER)
    case = cases.case(
        built.one(Role.STAFF),
        built.north,
        narrative=everything,
        readers_unknown_reason=everything,
        studies=(StudyInput(study.pk),),
        body_region="Chest at Calder Lane Hospital",
        subspecialty="Dr Maeve Thistlewood’s list",
        incident_reference="INC-9990000034",
        patient_action=PatientAction.YES,
        escalation_why=everything,
    )
    cases.move(case, chair, CaseEvent.ASK, question=everything)
    cases.move(case, built.one(Role.STAFF), CaseEvent.ANSWER, answer=everything)
    cases.move(case, chair, CaseEvent.SEND_TO_REVIEW, reviewers=[reviewer.pk], note=everything)
    lead, second = actor_for(built.one(Role.LEAD)), actor_for(reviewer)
    with acting_as(second):
        commit_opinion(actor=second, case_id=case.pk, view=everything, learning=everything, **cases.VIEW)
    with acting_as(lead):
        complete(actor=lead, escalation_id=case.escalations.get().pk, done_what=everything)
    cases.move(case, chair, CaseEvent.FINISH_REVIEW)
    actor = actor_for(chair)
    with acting_as(actor):
        post_message(actor=actor, case_id=case.pk, text=everything)
        action = add_action(
            actor=actor, case_id=case.pk, kind=ActionKind.OTHER, what=everything[:400], owner_id=chair.pk
        )
        finish_action(actor=actor, action_id=action.pk, evidence=everything)
        save_presentation(actor=actor, case_id=case.pk, words=WORDS)
    return case


def _held(built: World, case: Case, everything: str) -> Meeting:
    chair = built.one(Role.CHAIR)
    meetings_since(built)
    actor = actor_for(chair)
    with acting_as(actor):
        meeting = meetings.meeting(
            built.north, chair, days=-7, title="Chest at Calder Lane", place="Wyredale Royal Infirmary"
        )
        item = bring_on_the_day(actor=actor, meeting_id=meeting.pk, case_id=case.pk)
        meetings.held(meeting, chair, [chair, built.one(Role.STAFF), built.one(Role.LEAD), built.one(Role.DEPUTY)])
        said = meetings.discussion(consensus=f"{TOLD}: {everything}", learning_points=(everything[:480], CLEAN_POINT))
        record_outcome(actor=actor, meeting_id=meeting.pk, item_id=item.pk, discussion=said)
    return meeting


def meetings_since(built: World) -> None:
    """Everybody of the department has been there for two years."""
    update_tracked(Membership.objects.filter(department=built.north), starts_on=today() - timedelta(days=730))


def texts_of(pack: type[Any]) -> list[str]:
    """The fields of a pack that hold what people typed."""
    return [one.name for one in fields(pack) if one.name not in ("discussed_month", "topics")]


def with_text(pack: type[Any], name: str, text: str) -> Any:
    """A value for the field: a list where the field holds several."""
    return [text] if name in pack._lists() else text


def test_the_screen_finds_each_identifier_in_each_text_of_a_case_summary(scene: Scene) -> None:
    actor = scene.actor(Role.CHAIR)
    with acting_as(actor):
        summary = draft_case_summary(actor=actor, case_id=scene.case.pk)
    _finds_everything(summary, DocumentKind.CASE_LEARNING_SUMMARY, CaseLearningPack, scene.planted, _plain)


def test_the_screen_finds_each_identifier_in_each_text_of_a_meeting_summary(scene: Scene) -> None:
    actor = scene.actor(Role.CHAIR)
    with acting_as(actor):
        summary = draft_meeting_summary(actor=actor, meeting_id=scene.meeting.pk)
    kind = DocumentKind.MEETING_LEARNING_SUMMARY
    _finds_everything(summary, kind, MeetingLearningPack, scene.planted, _plain)
    _finds_everything(summary, kind, LearningTopic, scene.planted, _in_a_topic)


def _plain(name: str, value: Any) -> dict[str, Any]:
    return {"title": "A plain title", name: value}


def _in_a_topic(name: str, value: Any) -> dict[str, Any]:
    return {"title": "A plain title", "topics": [{"heading": "Chest", name: value}]}


def _finds_everything(
    summary: LearningSummary,
    kind: DocumentKind,
    pack: type[Any],
    planted: list[Planted],
    content: Callable[[str, Any], dict[str, Any]],
) -> None:
    missed = []
    for name in texts_of(pack):
        for one in planted:
            text = f"The film of {one.typed} was shown."
            made = read_pack(kind, content(name, with_text(pack, name, text)))
            summary.content, summary.content_sha256 = made.to_json(), content_hash(kind, made)
            if not unresolved_in_summary(summary):
                missed.append((name, str(one)))

    assert missed == []


def test_each_text_of_the_presentation_copy_is_screened(scene: Scene) -> None:
    actor = scene.actor(Role.CHAIR)
    missed = []
    another = cases.case(scene.world.one(Role.STAFF), scene.world.north, studies=(StudyInput(scene.study.pk),))
    with acting_as(actor):
        for name in WORDS:
            for one in scene.planted:
                words = {**WORDS, name: f"The film of {one.typed}."}
                _copy, left = save_presentation(actor=actor, case_id=another.pk, words=words)
                if name not in {found.field for found in left}:
                    missed.append((name, str(one)))

    assert missed == []


def test_a_draft_full_of_identifiers_is_never_submitted_and_what_is_published_is_clean(
    scene: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    chair, governance = scene.actor(Role.CHAIR), scene.actor(Role.GOVERNANCE)
    found: dict[str, list[str]] = {}
    for draft, subject in ((draft_case_summary, "case_id"), (draft_meeting_summary, "meeting_id")):
        with acting_as(chair):
            summary = draft(actor=chair, **{subject: scene.case.pk if subject == "case_id" else scene.meeting.pk})
            with pytest.raises(TransitionRefused) as refused:
                submit_for_approval(actor=chair, summary_id=summary.pk)
            assert refused.value.code == "identifiers_found"
            edit_summary(actor=chair, summary_id=summary.pk, content=cleaned(summary))
            submit_for_approval(actor=chair, summary_id=summary.pk)
        summary.refresh_from_db()
        with acting_as(governance):
            approve(actor=governance, summary_id=summary.pk, content_sha256=summary.content_sha256)
        with django_capture_on_commit_callbacks(execute=True), acting_as(chair):
            publish(actor=chair, summary_id=summary.pk)
        document = StoredDocument.objects.get(pk=LearningSummary.objects.get(pk=summary.pk).document_id)
        assert document.state == "ready", document.error
        content = storage.path_of(document.file).read_bytes()
        assert CLEAN_POINT in page_text(content)
        found[document.kind] = left_in(searchable(content), scene.planted)

    assert found == {"case_learning_summary": [], "meeting_learning_summary": []}


def cleaned(summary: LearningSummary) -> dict[str, Any]:
    """What an author leaves after taking everything out that the screen found."""
    if summary.kind == DocumentKind.CASE_LEARNING_SUMMARY:
        return {**WORDS, "learning_points": [CLEAN_POINT], "discussed_month": summary.content["discussed_month"]}
    topic = {"heading": "Chest", "learning_points": [CLEAN_POINT]}
    return {"title": "Learning from our meeting", "topics": [topic]}


def test_the_search_would_find_what_is_there(scene: Scene) -> None:
    """The searched-for identifiers are found in a PDF that does carry them."""
    said = " ".join(one.typed for one in scene.planted)
    content = html_to_pdf(
        f"<html lang='en'><head><title>Planted</title></head><body><p>{said}</p></body></html>"
    ).content

    assert len(left_in(searchable(content), scene.planted)) == len(scene.planted)
