"""Logging a case without a name: no person, no address, no hour and no number in a row joins the two."""

import secrets
from dataclasses import replace

from django.db import IntegrityError

from apps.access.policy import Confidentiality
from apps.anonymous.domain.keys import ALPHABET, key_hash
from apps.anonymous.domain.limits import refuse_if_full
from apps.anonymous.models import AnonymousThread
from apps.anonymous.queries.places import studies_with_number
from apps.anonymous.queries.threads import case_of
from apps.cases.domain.checking import check_submission
from apps.cases.domain.registering import StudyInput, Submission, create_case
from apps.cases.enums import PatientAction, StudyPart
from apps.cases.models import Case
from apps.core.actor import acting_as, anonymous_actor
from apps.core.clock import by_day, today
from apps.core.tracking import change

_REFERENCE_LETTERS = 8


def log_anonymously(*, submission: Submission, key: str, study_number: str = "") -> Case:
    """Log a case by nobody; the same key again returns the first case.

    A study with exactly `study_number` in the department is joined to it without a word, whether there is one or
    not. An escalation is raised at once, whatever the words are like. Raises Invalid by field, and Refused when the
    department has had too many today.
    """
    earlier = case_of(key_hash(key))
    if earlier is not None:
        return earlier
    try:
        return _log(submission, key, study_number)
    except IntegrityError:
        # The same form twice at the same moment: the first one is the answer to both.
        earlier = case_of(key_hash(key))
        if earlier is None:
            raise
        return earlier


def _log(submission: Submission, key: str, study_number: str) -> Case:
    actor = anonymous_actor()
    with acting_as(actor), by_day(), change(reason="case logged"):
        refuse_if_full(submission.department_id, patient_waits=submission.patient_action != PatientAction.NO)
        studies = studies_with_number(submission.department_id, study_number)
        nameless = replace(
            submission,
            confidentiality=Confidentiality.ANONYMOUS,
            # Its key is the thread's; another number would only be one more thing that the browser knows.
            submission_key=None,
            escalation_lead_id=None,
            studies=tuple(StudyInput(one.pk, StudyPart.INDEX if one is studies[0] else StudyPart.LATER)
                          for one in studies),
        )  # fmt: skip
        case = create_case(actor, nameless, check_submission(nameless), studies, _reference())
        AnonymousThread.objects.create(case=case, key_hash=key_hash(key))
        return case


def _reference() -> str:
    """A reference that is drawn at random: a number drawn in order stands between two whose hours are known."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(_REFERENCE_LETTERS))
    return f"RLP-{today().year}-{letters}"
