"""The roles of DESIGN C0, each with plain words and its permissions; held per department, for a period."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.access.permissions import Permission as P


class Role(StrEnum):
    """Every role that a membership can hold."""

    STAFF = "radiology_staff"
    REVIEWER = "reviewer"
    CHAIR = "chair"
    DEPUTY = "deputy_chair"
    COORDINATOR = "coordinator"
    LEAD = "department_lead"
    GOVERNANCE = "clinical_governance"
    IG_LEAD = "information_governance_lead"
    RECORDS = "records_manager"
    FAILSAFE = "failsafe_officer"
    ADMIN = "administrator"


@dataclass(frozen=True)
class RoleDefinition:
    """What a role is called, what it is for, and what it may do in its department."""

    name: Promise
    description: Promise
    permissions: frozenset[P]


_EVERY_CLINICAL = frozenset({P.MEETING_VIEW, P.DOCUMENT_VIEW, P.LIMIT_VIEW, P.TAXONOMY_VIEW})
_CHAIRING = frozenset(
    {
        P.STUDY_VIEW, P.CASE_LOG, P.CASE_VIEW, P.CASE_AMEND, P.CASE_TRIAGE, P.CASE_WITHDRAW, P.CASE_CLOSE,
        P.CASE_REVIEW, P.CASE_SUBMITTER_VIEW, P.CASE_READER_VIEW, P.OPINION_VIEW, P.PRESENTATION_EDIT,
        P.ESCALATION_VIEW, P.ESCALATION_HANDLE, P.ACTION_MANAGE, P.MEETING_SCHEDULE, P.AGENDA_MANAGE,
        P.OUTCOME_RECORD, P.ATTENDANCE_RECORD, P.LEARNING_VIEW, P.LEARNING_PREPARE, P.LEARNING_APPROVE,
        P.LEARNING_PUBLISH, P.DOCUMENT_WITHDRAW, P.TRAIL_VIEW, P.IDENTIFIER_REVEAL, P.STUDY_IMPORT, P.CASE_IMPORT,
        P.ALERT_VIEW, P.ALERT_RAISE, P.INVOLVED_MANAGE, P.INCIDENT_RECORD, P.CASE_CODE,
    }
)  # fmt: skip

ROLES: dict[Role, RoleDefinition] = {
    Role.STAFF: RoleDefinition(
        _("Radiology staff"),
        _("Radiologists, reporting radiographers, registrars and radiographers. Log cases and read the learning."),
        _EVERY_CLINICAL | {P.CASE_LOG, P.STUDY_VIEW, P.ALERT_RAISE},
    ),
    Role.REVIEWER: RoleDefinition(
        _("Reviewer"),
        _("Gives an opinion on cases assigned to them; sees those cases only."),
        _EVERY_CLINICAL | {P.CASE_LOG, P.STUDY_VIEW, P.ALERT_RAISE},
    ),
    Role.CHAIR: RoleDefinition(
        _("Chair"),
        _("Triages cases, prepares and runs the meeting, and publishes the learning."),
        _EVERY_CLINICAL | _CHAIRING,
    ),
    Role.DEPUTY: RoleDefinition(
        _("Deputy chair"),
        _("Does what the chair does, and leads the cases that the chair read."),
        _EVERY_CLINICAL | _CHAIRING,
    ),
    Role.COORDINATOR: RoleDefinition(
        _("Coordinator"),
        _("Schedules meetings, sends letters and records attendance; does not read the cases."),
        _EVERY_CLINICAL | {P.MEETING_SCHEDULE, P.ATTENDANCE_RECORD},
    ),
    Role.LEAD: RoleDefinition(
        _("Department lead"),
        _("Acts for patients when a case needs it, and approves learning before it is published."),
        _EVERY_CLINICAL
        | {
            P.CASE_LOG,
            P.CASE_VIEW,
            P.STUDY_VIEW,
            P.ESCALATION_VIEW,
            P.ESCALATION_HANDLE,
            P.ACTION_MANAGE,
            P.LEARNING_VIEW,
            P.LEARNING_APPROVE,
            P.IDENTIFIER_REVEAL,
            P.LIMIT_MANAGE,
            P.ALERT_VIEW,
            P.ALERT_RAISE,
            P.ALERT_HANDLE,
            P.ALERT_CONFIGURE,
            P.ESCALATION_CONFIGURE,
            P.CODING_COUNT,
        },
    ),
    Role.GOVERNANCE: RoleDefinition(
        _("Clinical governance"),
        _("Reads cases and their trail, approves learning and downloads it, keeps the governance record."),
        _EVERY_CLINICAL
        | {
            P.STUDY_VIEW,
            P.CASE_VIEW,
            P.ESCALATION_VIEW,
            P.ALERT_VIEW,
            P.LEARNING_VIEW,
            P.LEARNING_APPROVE,
            P.GOVERNANCE_RECORD,
            P.INCIDENT_RECORD,
            P.TRAIL_VIEW,
            P.ACCESS_LOG_VIEW,
            P.LIMIT_MANAGE,
            P.TAXONOMY_MANAGE,
            P.CODING_COUNT,
            P.REFERENCE_SCORE_VIEW,
        },
    ),
    Role.IG_LEAD: RoleDefinition(
        _("Information governance lead"),
        _("Sees who looked at what, and reviews unusual access. Reads no clinical text."),
        frozenset({P.ACCESS_LOG_VIEW}),
    ),
    Role.RECORDS: RoleDefinition(
        _("Records manager"),
        _("Withdraws documents, keeps legal holds and decides on disposal."),
        frozenset({P.DOCUMENT_VIEW, P.DOCUMENT_WITHDRAW, P.DOCUMENT_WITHDRAWN_VIEW}),
    ),
    Role.FAILSAFE: RoleDefinition(
        _("Fail-safe officer"),
        _("Follows alerts and escalations until somebody has acted for the patient."),
        _EVERY_CLINICAL
        | {
            P.STUDY_VIEW,
            P.ESCALATION_VIEW,
            P.ESCALATION_HANDLE,
            P.STUDY_IMPORT,
            P.IDENTIFIER_REVEAL,
            P.ALERT_VIEW,
            P.ALERT_RAISE,
            P.ALERT_HANDLE,
            P.CASE_LOG,
        },
    ),
    Role.ADMIN: RoleDefinition(
        _("Administrator"),
        _("Manages people and settings, and imports studies. Reads no clinical text."),
        frozenset(
            {
                P.PEOPLE_MANAGE,
                P.SETTINGS_MANAGE,
                P.LIMIT_VIEW,
                P.LIMIT_MANAGE,
                P.TAXONOMY_VIEW,
                P.TAXONOMY_MANAGE,
                P.STUDY_IMPORT,
                P.ALERT_CONFIGURE,
                P.ESCALATION_CONFIGURE,
            }
        ),
    ),
}


def permissions_of(roles: frozenset[str]) -> frozenset[P]:
    """Everything that these roles together may do."""
    held: set[P] = set()
    for role in roles:
        held |= ROLES[Role(role)].permissions
    return frozenset(held)
