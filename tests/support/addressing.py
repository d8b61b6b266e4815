"""Which record of a furnished department stands behind each argument of an address."""

import re
from typing import Any

from apps.notifications.models import Notification
from tests.support.furnished import Furnished
from tests.support.inventory import Address

SAMPLE: dict[str, Any] = {
    "uuid": "3f2b8c1e-5d4a-4b7e-9c1d-0a1b2c3d4e5f",
    "int": 1,
    "slug": "accept",
    "str": "accept",
    "path": "x",
}


def kinds_of(address: Address) -> dict[str, str]:
    """The converter of each argument."""
    return {name: kind or "str" for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", address.route)}


# Which record stands behind an argument: the longest start of a route that fits says so.
RECORDS: dict[str, dict[str, str]] = {
    "cases/": {"pk": "urgent"},
    "cases/<uuid:pk>/readers/": {"pk": "reviewed", "reader_id": "reader"},
    "cases/<uuid:pk>/reviewers/": {"pk": "reviewed", "assignment_id": "assignment"},
    "cases/<uuid:pk>/opinion/": {"pk": "reviewed"},
    "api/v1/reviews/": {"case_id": "reviewed"},
    "api/v1/cases/<uuid:case_id>/reviewers/": {"case_id": "reviewed", "assignment_id": "assignment"},
    "cases/<uuid:pk>/studies/": {"pk": "received", "case_study_id": "case_study"},
    "api/v1/cases/<uuid:case_id>/files/": {"case_id": "received", "file_id": "file"},
    "cases/<uuid:pk>/files/": {"pk": "received", "file_id": "file"},
    "cases/<uuid:pk>/failures/": {"pk": "scheduled", "place_id": "failure"},
    "api/v1/cases/<uuid:case_id>/failures/": {"case_id": "scheduled", "place_id": "failure"},
    "api/v1/cases/<uuid:case_id>/studies/": {"case_id": "received", "case_study_id": "case_study"},
    "cases/<uuid:pk>/coding/": {"pk": "scheduled", "coding_id": "coding"},
    "cases/<uuid:pk>/imported-score/": {"pk": "received"},
    "schemes/": {"edition_id": "draft_edition", "trust_id": "trust", "term_id": "draft_term"},
    "schemes/reference/": {"department_id": "department"},
    "api/v1/schemes/": {"edition_id": "draft_edition"},
    "api/v1/cases/<uuid:case_id>/codings/": {"case_id": "scheduled", "coding_id": "coding"},
    "log/": {"pk": "urgent"},
    "cases/actions/": {"pk": "action"},
    "cases/escalations/": {"pk": "escalation"},
    "cases/escalations/passing-on/": {"department_id": "department"},
    "studies/": {"study_id": "study"},
    "limits/": {"limit_id": "limit", "trust_id": "trust", "group_id": "word"},
    "documents/": {"document_id": "document"},
    "meetings/": {"meeting_id": "planned", "item_id": "line", "case_id": "scheduled"},
    "meetings/involved/": {"involved_id": "involved"},
    "meetings/<uuid:meeting_id>/cases/<uuid:item_id>/readers/": {
        "meeting_id": "planned",
        "item_id": "line",
        "involved_id": "involved",
    },
    "meetings/<uuid:meeting_id>/cases/<uuid:item_id>/corrections/": {
        "meeting_id": "planned",
        "item_id": "line",
        "correction_id": "correction",
    },
    "governance/": {"record_id": "governance", "step_id": "candour_step", "hand_over_id": "hand_over"},
    "governance/settings/": {"department_id": "department"},
    "governance/cases/": {"case_id": "received"},
    "departments/": {"department_id": "department"},
    "alerts/": {"alert_id": "alert", "study_id": "study", "category_id": "category", "rule_id": "rule"},
    "alerts/settings/": {"department_id": "department"},
    "cases/from-alert/": {"alert_id": "alert"},
    "api/v1/alerts/": {"alert_id": "alert"},
    "learning/": {"summary_id": "draft", "case_id": "discussed", "meeting_id": "held"},
    "imports/": {"import_id": "case_import"},
    "people/": {"person_id": "person", "membership_id": "membership"},
    "account/tokens/": {"token_id": "token"},
    "notifications/": {"notification_id": "notification"},
    "api/v1/cases/": {"pk": "urgent", "case_id": "urgent"},
    "api/v1/studies/": {"pk": "study", "study_id": "study"},
    "api/v1/meetings/": {"pk": "planned", "meeting_id": "planned", "item_id": "line"},
    "api/v1/documents/": {"pk": "document", "document_id": "document"},
    "api/v1/actions/": {"pk": "action", "action_id": "action"},
    "api/v1/escalations/": {"pk": "escalation", "escalation_id": "escalation"},
    "api/v1/summaries/": {"pk": "draft", "summary_id": "draft"},
    "api/v1/outcomes/": {"pk": "outcome", "outcome_id": "outcome"},
}


def values_for(address: Address, here: Furnished) -> dict[str, Any]:
    """The ids of the department's own records in this address."""
    start = max((one for one in RECORDS if address.route.startswith(one)), key=len, default="")
    values: dict[str, Any] = {}
    for name, kind in kinds_of(address).items():
        if kind == "uuid":
            record = RECORDS.get(start, {}).get(name)
            assert record, f"{address.route}: say in RECORDS which record stands behind <{name}>"
            values[name] = here.extra[record] if record in here.extra else getattr(here, record).pk
        else:
            values[name] = SAMPLE[kind]
    return values


def with_notification(here: Furnished) -> Furnished:
    """The same, with what was told to its person and what its discussion ended with."""
    here.extra["outcome"] = here.discussed_line.outcome.pk
    here.extra["reader"] = here.reviewed.readers.get().pk
    here.extra["assignment"] = here.reviewed.reviews.get().pk
    here.extra["failure"] = here.scheduled.failure_places.get().pk
    here.extra["case_study"] = here.received.case_studies.get().pk
    found = Notification.objects.filter(person=here.person).first()
    if found:
        here.extra["notification"] = found.pk
    return here
