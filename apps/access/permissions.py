"""Every permission by name. What a role may do is in roles.py; "may I?" is answered in policy.py."""

from enum import StrEnum


class Permission(StrEnum):
    """The permissions, grouped by noun."""

    # Everybody who is signed in
    OWN_PAGES = "own.pages"

    # Studies and patients
    STUDY_VIEW = "study.view"
    STUDY_IMPORT = "study.import"
    IDENTIFIER_REVEAL = "identifier.reveal"

    # Cases
    CASE_LOG = "case.log"
    CASE_IMPORT = "case.import"
    CASE_VIEW = "case.view"
    CASE_AMEND = "case.amend"
    CASE_ANSWER = "case.answer"
    CASE_TRIAGE = "case.triage"
    CASE_WITHDRAW = "case.withdraw"
    CASE_CLOSE = "case.close"
    CASE_REVIEW = "case.review"
    CASE_SUBMITTER_VIEW = "case.submitter.view"
    CASE_READER_VIEW = "case.reader.view"
    OPINION_VIEW = "opinion.view"
    PRESENTATION_EDIT = "presentation.edit"
    CASE_CODE = "case.code"

    # Coding schemes
    TAXONOMY_VIEW = "taxonomy.view"
    TAXONOMY_MANAGE = "taxonomy.manage"
    CODING_COUNT = "coding.count"
    REFERENCE_SCORE_VIEW = "reference_score.view"

    # The patient first
    ESCALATION_VIEW = "escalation.view"
    ESCALATION_HANDLE = "escalation.handle"
    ESCALATION_CONFIGURE = "escalation.configure"
    ACTION_MANAGE = "action.manage"

    # Fail-safe alerts
    ALERT_VIEW = "alert.view"
    ALERT_RAISE = "alert.raise"
    ALERT_HANDLE = "alert.handle"
    ALERT_CONFIGURE = "alert.configure"

    # Meetings
    MEETING_VIEW = "meeting.view"
    MEETING_SCHEDULE = "meeting.schedule"
    AGENDA_MANAGE = "agenda.manage"
    OUTCOME_RECORD = "outcome.record"
    ATTENDANCE_RECORD = "attendance.record"
    INVOLVED_ANSWER = "involved.answer"
    INVOLVED_MANAGE = "involved.manage"

    # Learning and documents
    LEARNING_VIEW = "learning.view"
    LEARNING_PREPARE = "learning.prepare"
    LEARNING_APPROVE = "learning.approve"
    LEARNING_PUBLISH = "learning.publish"
    DOCUMENT_VIEW = "document.view"
    DOCUMENT_WITHDRAW = "document.withdraw"
    DOCUMENT_WITHDRAWN_VIEW = "document.withdrawn.view"

    # Governance
    GOVERNANCE_RECORD = "governance.record"
    INCIDENT_RECORD = "incident.record"
    TRAIL_VIEW = "trail.view"
    ACCESS_LOG_VIEW = "access_log.view"

    # Running the place
    PEOPLE_MANAGE = "people.manage"
    SETTINGS_MANAGE = "settings.manage"
    LIMIT_VIEW = "limit.view"
    LIMIT_MANAGE = "limit.manage"
