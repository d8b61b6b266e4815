"""Every subscription and every job handler of the product, on one page.

A lower app publishes an event or enqueues a job by name; a higher app does the work. The tables hold
dotted paths, resolved on first use, so that no app imports the one above it. A test resolves each path.
"""

from typing import NamedTuple


class Seal(NamedTuple):
    """Two sides of one seal: actor -> ids of the records; id of a record -> ids of the people."""

    records: str
    people: str


# Event class -> handlers, called in this order inside the transaction that published it.
EVENT_HANDLERS: dict[str, tuple[str, ...]] = {
    "apps.cases.events.CaseSubmitted": ("apps.portal.telling.cases.case_submitted",),
    "apps.cases.events.CaseMoved": (
        "apps.cases.domain.standing.settle_after_event",
        "apps.learning.domain.feedback.keep_point",
        "apps.portal.telling.cases.case_moved",
    ),
    "apps.cases.events.EscalationRaised": ("apps.portal.telling.cases.escalation_raised",),
    "apps.cases.events.EscalationStepTaken": ("apps.portal.telling.patient_first.step_taken",),
    "apps.cases.events.ActionAssigned": ("apps.portal.telling.patient_first.action_assigned",),
    "apps.cases.events.CasesMerged": ("apps.portal.telling.patient_first.cases_merged",),
    "apps.cases.events.ReviewersAsked": ("apps.portal.telling.reviews.reviewers_asked",),
    "apps.cases.events.ReviewerReminded": ("apps.portal.telling.reviews.reviewer_reminded",),
    "apps.cases.events.ReviewEnded": ("apps.portal.telling.reviews.review_ended",),
    "apps.cases.events.OpinionCommitted": ("apps.portal.telling.reviews.opinion_committed",),
    "apps.cases.events.MessagePosted": ("apps.portal.telling.cases.message_posted",),
    "apps.meetings.events.MeetingPlanned": ("apps.portal.telling.meetings.meeting_planned",),
    "apps.meetings.events.MeetingChanged": ("apps.portal.telling.meetings.meeting_changed",),
    "apps.meetings.events.CancellationWanted": ("apps.portal.telling.meetings.cancellation_wanted",),
    "apps.meetings.events.InvolvedReaderTold": ("apps.portal.telling.involved.involved_reader_told",),
    "apps.meetings.events.OutcomeRecorded": ("apps.portal.telling.meetings.outcome_recorded",),
    "apps.alerts.events.AlertNeedsSomebody": ("apps.portal.telling.alerts.alert_needs_somebody",),
    "apps.learning.events.SummaryMoved": ("apps.portal.telling.learning.summary_moved",),
    "apps.documents.events.DocumentPrinted": ("apps.portal.telling.documents.document_printed",),
    "apps.documents.events.DocumentNotPrinted": ("apps.portal.telling.documents.document_not_printed",),
    "apps.documents.events.DocumentSuperseded": ("apps.portal.telling.documents.document_superseded",),
    "apps.documents.events.DocumentWithdrawn": ("apps.portal.telling.documents.document_withdrawn",),
}

# Job name -> the function that does it, called by the worker with the actor who asked.
JOB_HANDLERS: dict[str, str] = {
    "documents.render": "apps.documents.domain.rendering.render",
    "notifications.send": "apps.notifications.domain.mailing.send",
    "intake.work": "apps.intake.domain.working.work",
    "cases.search_image": "apps.cases.domain.checking_images.search_image",
}

# What the apps above add to the page of a case, in this order: (actor, case) -> Panel or None.
CASE_PANELS: tuple[str, ...] = (
    "apps.cases.presenters.needed.needed_panel",
    "apps.cases.presenters.standing.report_panel",
    "apps.cases.presenters.failures.failures_panel",
    "apps.cases.presenters.merged.merged_panel",
    "apps.cases.presenters.alert_panel.made_of_alert",
    "apps.cases.presenters.files_panel.files_of",
    "apps.meetings.presenters.case_panel.concluded",
    "apps.learning.presenters.case_panel.learning",
    "apps.governance.presenters.case_panel.note_reference",
)

# What the apps above add to the page of a study: (actor, study) -> StudyPanel or None.
STUDY_PANELS: tuple[str, ...] = ("apps.alerts.presenters.study_panel.alerts_of",)

# By kind of record: what is kept from somebody for a while, as from a reviewer until the view is committed.
SEALS: dict[str, Seal] = {
    "journeys.study": Seal(
        records="apps.cases.queries.sealed.studies_sealed_for",
        people="apps.cases.queries.sealed.people_sealed_from_study",
    ),
    "cases.case": Seal(
        records="apps.cases.queries.sealed.cases_sealed_for",
        people="apps.cases.queries.sealed.people_sealed_from_case",
    ),
    "meetings.meeting": Seal(
        records="apps.meetings.queries.sealed.meetings_sealed_for",
        people="apps.meetings.queries.sealed.people_sealed_from_meeting",
    ),
}

# What the apps above add to the page of a meeting: (actor, meeting, lines) -> Contribution.
MEETING_CONTRIBUTIONS: tuple[str, ...] = ("apps.learning.presenters.of_meeting.learning_of_meeting",)

# Called once when a worker starts.
WORKER_WARM_UPS: tuple[str, ...] = ("apps.documents.pdf.warm_up",)

# Page under docs/generated -> the function that writes its text. A test holds each page to its source.
GENERATED_DOCS: dict[str, str] = {
    "permissions.md": "apps.access.documenting.permission_matrix",
    "lifecycle.md": "apps.cases.docs.lifecycle_page",
    "completeness.md": "apps.cases.docs.completeness_page",
    "meeting-lifecycle.md": "apps.meetings.docs.lifecycle_page",
    "openapi.yaml": "learning_platform.api_docs.schema_as_yaml",
}
