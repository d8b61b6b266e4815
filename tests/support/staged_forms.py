"""Records in the one state in which a form of their page can be sent and is taken; each gives its page."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.alerts.domain.links import make_link
from apps.alerts.enums import LinkPurpose
from apps.alerts.models import Alert
from apps.anonymous.domain.keys import new_key, written
from apps.anonymous.domain.receipts import receipt_for
from apps.anonymous.domain.sending import log_anonymously
from apps.cases.domain.reading import ReaderInput, add_reader
from apps.cases.domain.registering import StudyInput
from apps.cases.enums import CaseEvent, PatientAction
from apps.core import jobs
from apps.core.actor import acting_as
from apps.core.clock import at, clinical_instant, now, today
from apps.core.models import Job
from apps.governance.domain.opening import open_record
from apps.governance.domain.recording import close_candour, decide_candour
from apps.governance.enums import Decision
from apps.governance.models import CaseGovernance
from apps.journeys.domain.journey_steps import record_step
from apps.journeys.enums import JourneyStage
from apps.learning.domain.preparing import draft_case_summary, edit_summary
from apps.meetings.domain.agendas import bring_on_the_day
from apps.meetings.domain.outcomes import record_outcome
from apps.meetings.models import AgendaItem, InvolvedReader
from tests.factories import alerts, cases, imports, meetings
from tests.support.claimed import a_while_ago
from tests.support.furnished import WORDS, Furnished, ready, study_with_patient
from tests.support.worlds import World


def pages_of_forms(built: World, here: Furnished) -> list[str]:
    """Stage them all in the furnished department."""
    return [*_files(here), *_patients_first(built), *_alerts(built), *_imports(built), *_governed(built),
            *_journeys(built), *_readers(built)]  # fmt: skip


def _files(here: Furnished) -> Iterator[str]:
    """Images that the room sees."""
    for one in here.scheduled.attachments.all():
        yield one.get_absolute_url()


def _patients_first(built: World) -> Iterator[str]:
    """Somebody is to act for a patient whose name can be asked for; a review without any view yet."""
    north, staff, chair = built.north, built.one(Role.STAFF), built.one(Role.CHAIR)
    study = study_with_patient(north, built.one(Role.ADMIN))
    urgent = cases.case(
        staff, north, studies=(StudyInput(study.pk),), patient_action=PatientAction.YES, escalation_why="Not told yet."
    )
    yield reverse("cases:escalation", args=[urgent.escalations.get().pk])
    reviewed = cases.case(staff, north, readers=(ReaderInput(person_id=built.one(Role.DEPUTY).pk),))
    cases.move(reviewed, chair, CaseEvent.SEND_TO_REVIEW, reviewers=[built.one(Role.REVIEWER).pk])
    yield reverse("cases:reviewers", args=[reviewed.pk])


def _alerts(built: World) -> Iterator[str]:
    """Raised three days ago with a limit of hours: one that nobody read, one that somebody read and did not act on."""
    with at(now() - timedelta(days=4)):
        kind = alerts.category(built, built.north, code="staged")
    with at(now() - timedelta(days=3)):
        unread, read = (alerts.alert(built, kind) for _n in range(2))
        alerts.act(built, read)
    yield from (reverse("alerts:detail", args=[one.pk]) for one in (unread, read))


def alert_links() -> tuple[str, ...]:
    """What a referrer gets by e-mail: a link with which to confirm reading, and one to say what was done."""
    unread, read = Alert.objects.filter(category__code="staged").order_by("read_at", "reference")
    found = []
    for alert, purpose in ((unread, LinkPurpose.READ), (read, LinkPurpose.ACT)):
        found.append(reverse("alerts:answer", args=[make_link(alert, alert.recipients.get(), purpose)]))
    return tuple(found)


def _imports(built: World) -> Iterator[str]:
    """One that can come in, one that came in, one whose work stopped; the furnished one has a row with a fault."""
    where, chair = built.north, built.one(Role.CHAIR)
    other = imports.GOOD_ROW.replace("1,", "7,", 1)
    yield imports.checked(where, chair, imports.sheet(imports.GOOD_ROW)).get_absolute_url()
    yield imports.imported(where, chair, imports.sheet(other)).get_absolute_url()
    large = imports.sheet(*(f"{n}{imports.GOOD_ROW[1:]}{' ' * 4_000}" for n in range(300)))
    stopped = imports.received(where, chair, large)
    jobs.cancel(Job.objects.get(key=stopped.job_key).pk)
    yield stopped.get_absolute_url()


def _governed(built: World) -> Iterator[str]:
    """A record on which candour can be closed, and one on which it is."""
    staff, actor = built.one(Role.STAFF), actor_for(built.one(Role.GOVERNANCE))

    def decided() -> CaseGovernance:
        case = cases.case(staff, built.north)
        record = open_record(actor=actor, reference=case.reference)
        decide_candour(
            actor=actor, record_id=record.pk, decision=Decision.NOT_MET, decided_by="Medical director",
            decided_on=today(), reason="Nobody came to harm.",
        )  # fmt: skip
        return record

    with acting_as(actor):
        closable, closed = decided(), decided()
        close_candour(actor=actor, record_id=closed.pk, words="The threshold is not met.")
    yield from (reverse("governance:detail", args=[one.pk]) for one in (closable, closed))


def _journeys(built: World) -> Iterator[str]:
    """A study with a step that somebody typed."""
    actor = actor_for(built.one(Role.LEAD))
    study = study_with_patient(built.north, built.one(Role.ADMIN))
    with acting_as(actor):
        record_step(
            actor=actor, study_id=study.pk, expected_version=None, stage=JourneyStage.COMMUNICATION,
            time=clinical_instant(now() - timedelta(days=100), "manual"),
        )  # fmt: skip
    yield reverse("journeys:take-back", args=[study.pk])


def _readers(built: World) -> Iterator[str]:
    """About an original reader: short notice, one named after the agenda was made, an outcome that they can read."""
    north, staff, chair = built.north, built.one(Role.STAFF), built.one(Role.CHAIR)
    reader = built.one(Role.REVIEWER)
    actor = actor_for(chair)
    own_report = {"readers": (ReaderInput(person_id=reader.pk),), "readers_unknown_reason": ""}
    with acting_as(actor):
        soon = meetings.meeting(north, chair, days=1)
        meetings.agenda_item(soon, ready(north, staff, chair, **own_report), chair)
        yield reverse("meetings:present-why", args=[soon.pk, 1])
        line = meetings.agenda_item(meetings.meeting(north, chair, days=40), ready(north, staff, chair), chair)
        add_reader(line.case, ReaderInput(person_id=reader.pk), north)
        yield reverse("meetings:readers", args=[line.meeting_id, line.pk])
        case = ready(north, staff, chair, **own_report)
        held = meetings.meeting(north, chair, days=-2)
        bring_on_the_day(actor=actor, meeting_id=held.pk, case_id=case.pk)
        meetings.held(held, chair, [chair, staff, built.one(Role.DEPUTY), built.one(Role.LEAD)])
        told: AgendaItem = held.items.get()
        record_outcome(actor=actor, meeting_id=held.pk, item_id=told.pk, discussion=meetings.discussion())
        yield reverse("meetings:involved", args=[InvolvedReader.objects.get(item=told, person=reader).pk])
        summary = draft_case_summary(actor=actor, case_id=case.pk)
        edit_summary(actor=actor, summary_id=summary.pk, content={**summary.content, "title": WORDS["title"]})
    yield reverse("learning:publish-early", args=[summary.pk])


def unclaimed_receipt(built: World) -> str:
    """The receipt of an anonymous case that nobody claimed."""
    return receipt_for(new_key(), built.north.pk, a_while_ago()).text


def thread_key(built: World) -> str:
    """The key of a thread with nothing in it yet."""
    key = new_key()
    log_anonymously(submission=cases.submission(built.north), key=key)
    return written(key)
