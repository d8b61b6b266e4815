"""A reviewer before the first view: every address of the product is opened, and none tells what was found."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.test import Client

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.domain.acting import add_action
from apps.cases.domain.coding import add_codings
from apps.cases.domain.messaging import post_message
from apps.cases.domain.presenting import save_presentation
from apps.cases.domain.reading import ReaderInput
from apps.cases.domain.registering import StudyInput, amend_case
from apps.cases.domain.reviewing import commit_opinion
from apps.cases.enums import ActionKind, CaseEvent, ReaderStanding, StudyPart
from apps.cases.models import Case, TaxonomyTerm
from apps.core.actor import acting_as, command_actor
from apps.core.clock import now
from apps.notifications.models import Notification
from apps.portal.telling.reminders import remind
from tests.factories import accounts, cases
from tests.integration.api.calling import Api
from tests.support.addressing import values_for, with_notification
from tests.support.furnished import Furnished, furnish
from tests.support.inventory import Address, addresses
from tests.support.worlds import World, world

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# One word for each thing that must stay sealed; none is an English word.
SEALED = {
    "narrative": "zqnarrative",
    "region": "zqregion",
    "subspecialty": "zqspecialty",
    "reveal": "zqreveal",
    "title of the copy": "zqcopytitle",
    "message": "zqmessage",
    "reader": "zqreader",
    "submitter": "zqsubmitter",
    "action": "zqaction",
    "another view": "zqotherview",
    "another recommendation": "zqothersadvice",
    "reason of a change": "zqreason",
}
REQUEST = "zqrequest cough for six weeks"
# What is open once the view is committed. Who logged and who read it stays with the chair.
OPENED = {"narrative", "reveal", "another view", "another recommendation"}
NEVER_FOR_A_REVIEWER = {"reader", "submitter"}


@dataclass
class Scene:
    """A case with a marker in everything, sent to two reviewers, of whom one has committed."""

    world: World
    here: Furnished
    case: Case
    reviewer: User
    index: UUID
    later: UUID
    prior: UUID
    finding: str
    leaked: list[tuple[str, str]] = field(default_factory=list)

    def look(self, where: str, text: str, markers: dict[str, str] | None = None) -> None:
        """Note each marker that stands in the text."""
        low = text.lower()
        about = self.case.reference.lower() in low or str(self.case.pk) in low
        # A list of the department's people names the submitter too; beside the case it would be a leak.
        harmless = set() if about else {"submitter"}
        found = {what for what, word in (markers or SEALED).items() if word in low}
        self.leaked += [(where, what) for what in sorted(found - harmless)]


@pytest.fixture(params=["a reviewer only", "with every role besides"])
def scene(request: pytest.FixtureRequest) -> Scene:
    built = world()
    with acting_as(command_actor("test")):
        here = with_notification(furnish(built, built.north))
        submitter = accounts.member(built.north, Role.STAFF, full_name="Zqsubmitter Person")
        roles = [Role.REVIEWER] if request.param == "a reviewer only" else list(Role)
        reviewer = accounts.member(built.north, *roles, full_name="Asked Person")
    chair, second = built.one(Role.CHAIR), built.one(Role.REVIEWER)
    index = cases.study(built.north, description="CT chest")
    prior = cases.study(built.north, description="CT chest the year before")
    later = cases.study(built.north, description="PET zqlaterstudy")
    case = cases.case(
        submitter,
        built.north,
        narrative="The report missed a zqnarrative mass.",
        body_region="zqregion",
        subspecialty="zqspecialty",
        readers=(ReaderInput(external_name="Dr Zqreader", standing=ReaderStanding.EXTERNAL),),
        studies=(
            StudyInput(index.pk),
            StudyInput(prior.pk, StudyPart.PRIOR),
            StudyInput(later.pk, StudyPart.LATER),
        ),
    )
    actor = actor_for(chair)
    term = TaxonomyTerm.objects.get(code="missed_cancer_lung")
    with acting_as(actor):
        amend_case(
            actor=actor, case_id=case.pk, expected_version=case.version,
            changes={"narrative": "The report missed a zqnarrative mass in the apex."}, reason="zqreason",
        )  # fmt: skip
        add_codings(actor=actor, case_id=case.pk, term_ids=[term.pk])
        words = {"title": "zqcopytitle", "vignette": "A vignette.", "question": "", "reveal": "It was zqreveal."}
        save_presentation(actor=actor, case_id=case.pk, words=words)
        post_message(actor=actor, case_id=case.pk, text="zqmessage")
        add_action(actor=actor, case_id=case.pk, kind=ActionKind.OTHER, what="zqaction", owner_id=chair.pk)
    cases.move(case, chair, CaseEvent.SEND_TO_REVIEW, reviewers=[reviewer.pk, second.pk], request=REQUEST)
    other = actor_for(second)
    with acting_as(other):
        commit_opinion(
            actor=other, case_id=case.pk, view="I see zqotherview.", recommendation="zqothersadvice", **cases.VIEW
        )
    case.refresh_from_db()
    return Scene(built, here, case, reviewer, index.pk, later.pk, prior.pk, str(term.label))


def paths_about(scene: Scene) -> Iterator[tuple[Address, str]]:
    """Every address, as it is furnished and about each planted record that its arguments can name."""
    planted: dict[str, list[Any]] = {
        "pk": [scene.case.pk, scene.case.actions.get(what="zqaction").pk],
        "case_id": [scene.case.pk],
        "action_id": [scene.case.actions.get(what="zqaction").pk],
        "reader_id": [scene.case.readers.get().pk],
        "case_study_id": [scene.case.case_studies.get(study=scene.later).pk],
        "assignment_id": [scene.case.reviews.get(reviewer=scene.reviewer).pk],
        "study_id": [scene.index, scene.later, scene.prior],
        "event": list(CaseEvent.values),
    }
    for address in addresses():
        values = values_for(address, scene.here)
        yield address, address.filled(values)
        choices = [planted.get(name, [value]) for name, value in values.items()]
        for chosen in product(*choices):
            about = dict(zip(values, chosen, strict=True))
            if about != values:
                yield address, address.filled(about)


def lists_and_searches() -> Iterator[str]:
    """Each list, narrowed and ordered in every way that could tell something."""
    words = [*SEALED.values(), "missed", "nodule"]
    for word in words:
        yield f"/cases/?words={word}"
        yield f"/api/v1/cases/?search={word}"
    for query in ("whose=review", "kind=discrepancy", "status=under_review", "modality=CT"):
        yield f"/cases/?{query}"
        yield f"/api/v1/cases/?{query}"
    yield from ("/", "/notifications/", "/cases/reviews/", "/api/v1/reviews/", "/cases/escalations/", "/studies/")


def body(response: Any) -> str:
    """All that a browser or a client gets, headers too."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{dict(response.headers)} {content.decode('utf-8', 'replace')}"


def walk(scene: Scene) -> int:
    """Open everything as the reviewer, by session; returns how many answers were read."""
    client, read = Client(), 0
    client.force_login(scene.reviewer)
    for address, path in paths_about(scene):
        if "GET" in address.methods() or not address.is_api:
            scene.look(path, body(client.get(path)))
            read += 1
        if not address.is_api or "POST" not in address.methods():
            continue
        # What is sent is empty, so that nothing is done: refusals must not tell either.
        scene.look(f"POST {path}", body(client.post(path, "{}", content_type="application/json")))
        read += 1
    for path in lists_and_searches():
        answer = client.get(path)
        # The page gives the typed word back in its own form.
        scene.look(path, body(answer), {what: word for what, word in SEALED.items() if word not in path})
        if "words=" in path or "search=" in path:
            assert scene.case.reference not in answer.content.decode(), path
        read += 1
    return read


def test_no_address_tells_a_reviewer_what_was_found_before_the_view_is_committed(scene: Scene) -> None:
    read = walk(scene)

    assert read > 200
    assert scene.leaked == []


def test_the_markers_show_once_the_view_is_committed(scene: Scene) -> None:
    """Otherwise the walk above would prove nothing."""
    actor = actor_for(scene.reviewer)
    with acting_as(actor):
        commit_opinion(actor=actor, case_id=scene.case.pk, view="I see a mass.", **cases.VIEW)
    client = Client()
    client.force_login(scene.reviewer)

    for path in (f"/cases/{scene.case.pk}/opinion/", f"/cases/{scene.case.pk}/", f"/api/v1/cases/{scene.case.pk}/"):
        scene.look(path, body(client.get(path)))
    for path in ("/cases/?words=zqnarrative", "/api/v1/cases/?search=zqnarrative"):
        assert scene.case.reference in client.get(path).content.decode() or str(scene.case.pk) in body(client.get(path))

    shown = {what for _where, what in scene.leaked}
    assert shown >= OPENED
    if actor.roles[0].roles == {Role.REVIEWER}:
        assert shown & NEVER_FOR_A_REVIEWER == set()


def test_the_review_shows_the_request_the_study_and_the_one_before_it(scene: Scene) -> None:
    client = Client()
    client.force_login(scene.reviewer)

    page = client.get(f"/cases/{scene.case.pk}/opinion/").content.decode()
    said = Api(scene.reviewer).get(f"reviews/{scene.case.pk}/")

    for words in (REQUEST, "CT chest", "CT chest the year before", scene.case.reference):
        assert words in page
    assert "zqlaterstudy" not in page
    assert scene.finding not in page.partition("<select")[0]
    assert (said["sealed"], said["request"]) == (True, REQUEST)
    assert {one["study"] for one in said["studies"]} == {str(scene.index), str(scene.prior)}
    redirected = client.get(f"/cases/{scene.case.pk}/")
    assert redirected["Location"] == f"/cases/{scene.case.pk}/opinion/"


def test_a_token_of_the_reviewer_is_sealed_too(scene: Scene) -> None:
    api = Api(scene.reviewer)
    address = f"cases/{scene.case.pk}/"

    for path in (address, f"{address}history/", f"{address}messages/", f"{address}presentation/", f"{address}actions/"):
        assert api.refused("get", path)[:2] == (403, "view_first"), path
    views = api.get(f"{address}opinions/")
    assert (views["results"], views["given"], views["asked"], views["sealed"]) == ([], 1, 2, True)


def test_no_mail_and_no_notification_tells_anything(scene: Scene, django_capture_on_commit_callbacks: Any) -> None:
    asked = scene.case.reviews.get(reviewer=scene.reviewer)
    with acting_as(command_actor("test")), django_capture_on_commit_callbacks(execute=True):
        asked.due_on = (now() - timedelta(days=3)).date()
        asked.save()
        remind()

    told = Notification.objects.filter(person=scene.reviewer)
    assert {one.text for one in told if scene.case.reference in one.text}
    for one in told:
        scene.look("notification", f"{one.text} {one.url}")
    for message in mail.outbox:
        if scene.reviewer.email in message.to:
            scene.look("mail", f"{message.subject} {message.body} {message.alternatives}")
    assert scene.leaked == []
