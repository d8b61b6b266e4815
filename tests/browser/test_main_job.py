"""The six steps of the main job as staff, chair and governance: from a missed finding to a PDF that is read."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Browser

from apps.access.models import AccessAction, AccessEvent
from apps.access.roles import Role
from apps.accounts.models import Membership
from apps.cases.models import Case, CaseTransition, Escalation, PresentationCopy
from apps.core.actor import acting_as, command_actor
from apps.core.clock import today
from apps.core.tracking import update_tracked
from apps.documents.models import StoredDocument
from apps.journeys.models import Study
from apps.learning.models import LearningSummary
from apps.meetings.models import InvolvedReader, Meeting, Outcome
from tests.support.browser import DESKTOP, PHONE, Visitor
from tests.support.furnished import study_with_patient
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db(transaction=True)

ACCESSION = "CHX0012345"
STORY = "A nodule behind the heart is visible on this film and was not described."
POINT = "Look behind the heart on every chest film."


class Job:
    """The whole job in browsers of one size; every person has their own."""

    def __init__(self, browser: Browser, address: str, size: dict[str, int], scripts: bool) -> None:
        self.open: dict[str, Visitor] = {}
        self.make = lambda: Visitor(browser, address, size, scripts)
        self.twice = scripts  # a browser without scripts has nothing that stops the second click
        with acting_as(command_actor("test")):
            self.world: World = world()
            update_tracked(Membership.objects.all(), starts_on=today().replace(year=today().year - 2))
        self.study: Study = study_with_patient(
            self.world.north, self.world.one(Role.ADMIN), self.world.one(Role.DEPUTY), accession_number=ACCESSION
        )

    def at(self, role: Role) -> Visitor:
        """The browser of the person with that role, signed in."""
        if role not in self.open:
            self.open[role] = self.make().sign_in(self.world.one(role))
        return self.open[role]

    def close(self) -> None:
        for visitor in self.open.values():
            visitor.close()

    # --- The steps --------------------------------------------------------------------------------
    def log(self) -> Case:
        """Staff log it from its accession number; somebody still needs to act."""
        staff = self.at(Role.STAFF).go("/").go("/log/")
        staff.fill(study_key=ACCESSION).press("Find the study")
        staff.choose(what="missed").fill(narrative=STORY)
        staff.open_details("More, if you like").choose(how_discovered="later_imaging")
        staff.choose(escalation_lead=str(self.world.one(Role.LEAD).pk))
        staff.fill(escalation_why="The ward has not been told.")
        staff.press("Yes: log it", twice=self.twice)

        case = Case.objects.get()
        assert staff.sees(case.reference)
        assert staff.sees(f"{self.world.one(Role.LEAD).full_name} was asked at once")
        staff.go("/cases/mine/").go(f"/cases/{case.pk}/")
        return case

    def look_after_the_patient(self, case: Case) -> None:
        """The lead finds it on the home page, takes it on and says what was done."""
        escalation = Escalation.objects.get(case=case)
        lead = self.at(Role.LEAD).go("/")
        assert lead.sees("Patients who may need action")
        lead.go(f"/cases/escalations/{escalation.pk}/").press("I take this on", twice=self.twice)
        lead.fill(
            done_what="Spoke to the ward; a CT is booked.",
            acted_day=str(today().day),
            acted_month=str(today().month),
            acted_year=str(today().year),
        ).press("Record it", twice=self.twice)
        escalation.refresh_from_db()
        assert escalation.status == "done"
        lead.go("/cases/escalations/")

    def triage(self, case: Case) -> None:
        """The chair accepts; the original reader came with the study."""
        chair = self.at(Role.CHAIR).go("/").go("/cases/triage/").go(f"/cases/{case.pk}/triage/")
        chair.press("Save and go to the next")
        assert chair.page.title().startswith("Error:")
        chair.choose(decision="accept").press("Save and go to the next", twice=self.twice)
        case.refresh_from_db()
        assert case.status == "ready"

    def prepare(self, case: Case) -> None:
        """The chair writes the copy for the room; the screen stops the patient's name, then clears it."""
        chair = self.at(Role.CHAIR).go(f"/cases/{case.pk}/presentation/")
        chair.fill(title="Behind the heart", vignette="Mrs Planterton had a cough.", question="What next?")
        chair.fill(reveal="A nodule lies behind the heart.").press("Save and screen", twice=self.twice)
        assert chair.sees("thing to clear")
        chair.fill(vignette="An adult with a cough of six weeks.").press("Save and screen", twice=self.twice)
        assert PresentationCopy.objects.get(case=case).screened_sha256
        chair.go(f"/cases/{case.pk}/coding/")

    def meet(self, case: Case) -> None:
        """A meeting of last week is typed in: who came, the case, and what was concluded."""
        chair = self.at(Role.CHAIR).go("/meetings/").go("/meetings/type-in/")
        day = today().fromordinal(today().toordinal() - 7)
        chair.fill(starts_at_day=str(day.day), starts_at_month=str(day.month), starts_at_year=str(day.year))
        chair.fill(starts_at_time="12:30").press("Go on to attendance", twice=self.twice)
        meeting = Meeting.objects.get()
        for role in (Role.CHAIR, Role.DEPUTY, Role.STAFF, Role.LEAD):
            chair.choose(**{f"person_{self.world.one(role).pk}": "present"})
        chair.press("Record as held", twice=self.twice)
        chair.go(f"/meetings/{meeting.pk}/cases/add/").choose(case=str(case.pk))
        chair.press("Add to the agenda", twice=self.twice)
        item = meeting.items.get()
        chair.go(f"/meetings/{meeting.pk}/present/").go(f"/meetings/{meeting.pk}/present/1/")
        chair.go(f"/meetings/{meeting.pk}/present/1/reveal/")
        chair.go(f"/meetings/{meeting.pk}/cases/{item.pk}/outcome/")
        chair.choose(consensus_kind="consensus").fill(consensus="The nodule is visible on the first film.")
        chair.fill(learning_point_1=POINT).press("Record outcome", twice=self.twice)
        case.refresh_from_db()
        assert (case.status, Outcome.objects.count()) == ("discussed", 1)
        chair.go(f"/meetings/{meeting.pk}/")

    def tell_the_reader_first(self, case: Case) -> None:
        """Whose report it is reads the outcome before the learning goes out."""
        told = InvolvedReader.objects.get(item__case=case)
        reader = self.at(Role.DEPUTY).go("/").go("/meetings/involved/").go(f"/meetings/involved/{told.pk}/")
        reader.press("I have read the outcome", twice=self.twice)
        assert reader.sees("You read this on")

    def learn(self, case: Case) -> StoredDocument:
        """Written up by the chair, approved by governance, published by the chair."""
        chair = self.at(Role.CHAIR).go("/learning/")
        chair.press("Write the learning", twice=self.twice)
        summary = LearningSummary.objects.get()
        chair.go(f"/learning/{summary.pk}/edit/").press("Save", twice=self.twice)
        chair.press("Ask a second person to approve", twice=self.twice)
        governance = self.at(Role.GOVERNANCE).go("/").go(f"/learning/{summary.pk}/")
        governance.press("Approve exactly this text", twice=self.twice)
        chair.go(f"/learning/{summary.pk}/").press("Publish", twice=self.twice)
        case.refresh_from_db()
        assert case.status == "published"
        return StoredDocument.objects.get()

    def read(self, case: Case, document: StoredDocument, folder: Path) -> str:
        """Governance downloads the PDF from its page; the trail says so."""
        governance = self.at(Role.GOVERNANCE).go("/documents/").go(f"/documents/{document.pk}/")
        with governance.page.expect_download() as waiting:
            governance.page.locator(f"a[href*='/documents/{document.pk}/file/']").first.click()
        path = folder / "learning.pdf"
        waiting.value.save_as(path)
        governance.go(f"/cases/{case.pk}/").go(f"/cases/{case.pk}/access/")
        reader = pypdf.PdfReader(io.BytesIO(path.read_bytes()))
        return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


SIZES: dict[str, tuple[dict[str, int], bool]] = {
    "desktop": (DESKTOP, True),
    "phone": (PHONE, True),
    "without scripts": (DESKTOP, False),
}


@pytest.fixture
def job(request: Any, browser: Browser, live_server: Any) -> Iterator[Job]:
    size, scripts = SIZES[request.param]
    made = Job(browser, str(live_server), size, scripts)
    yield made
    made.close()


@pytest.mark.parametrize("job", SIZES, indirect=True)
def test_a_missed_finding_becomes_learning_that_governance_reads(job: Job, tmp_path: Path) -> None:
    case = job.log()
    steps: list[Callable[[Case], Any]] = [
        job.look_after_the_patient,
        job.triage,
        job.prepare,
        job.meet,
        job.tell_the_reader_first,
    ]
    for step in steps:
        step(case)
    document = job.learn(case)
    text = job.read(case, document, tmp_path)

    assert POINT in text
    assert document.reference in text
    assert document.content_sha256[:16] in text.replace(" ", "")
    for secret in ("Planterton", "QUERIDA", "9990000034", ACCESSION, "North Radiology", "Riverside", STORY):
        assert secret.lower() not in text.lower()
    _nothing_happened_twice(case)
    _everything_has_its_person(job, case)


def _nothing_happened_twice(case: Case) -> None:
    assert [Case.objects.count(), Meeting.objects.count(), LearningSummary.objects.count()] == [1, 1, 1]
    assert list(CaseTransition.objects.filter(case=case).values_list("event", flat=True)) == [
        "", "accept", "record_outcome", "publish",
    ]  # fmt: skip


def _everything_has_its_person(job: Job, case: Case) -> None:
    """Every version that the pages wrote names a person; the look at the PDF was recorded."""
    from tests.support.inventory import tracked_models

    written = [
        row
        for model in tracked_models()
        for row in model.history.exclude(actor_kind="command")  # type: ignore[attr-defined]  # declared by history()
    ]
    assert {row.history_source for row in written} == {"page", "job"}
    people = {person.pk for person in job.world.everybody()}
    assert {row.history_user_id for row in written} <= people
    downloads = AccessEvent.objects.filter(action=AccessAction.DOWNLOAD)
    assert [event.user_id for event in downloads] == [job.world.one(Role.GOVERNANCE).pk]
