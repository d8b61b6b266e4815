"""Points out, in what was recorded of a discussion, what may identify somebody; it never stops anybody.

The gate is before publication. Here it is a hint, given while those who typed the words still have them in mind.
"""

from apps.cases.domain.screening import FieldFinding, unresolved_in
from apps.cases.models import Case
from apps.meetings.models import Outcome

SUBJECT = "meetings.outcome"


def texts_of_outcome(outcome: Outcome) -> dict[str, str]:
    """What is screened, by the name of its field on the form: all that a summary is later drafted from."""
    points = {f"learning_point_{n}": point.text for n, point in enumerate(outcome.learning_points.all(), start=1)}
    return {"consensus": outcome.consensus, **points}


def findings_in_outcome(outcome: Outcome) -> list[FieldFinding]:
    """The findings in reading order."""
    cases = Case.objects.select_related("department").prefetch_related("case_studies", "readers")
    case = cases.get(agenda_items=outcome.agenda_item_id)
    return unresolved_in([case], texts_of_outcome(outcome), SUBJECT, outcome.pk)
