"""What the outcome form shows of the case: the choices, and what is recorded already."""

from typing import Any

from apps.cases.domain.standing import answer_to_start_from
from apps.cases.models import Case, FailurePlace
from apps.cases.presenters.failures import hands_words, party_choices, place_line, stage_words
from apps.cases.queries.choosing import failing_terms
from apps.cases.queries.failures import places_of


def offered(case: Case) -> dict[str, Any]:
    """The roles, the failings in use in the trust, and the answer about the report that stands."""
    return {
        "parties": party_choices(),
        "failings": [(str(one.pk), one.label) for one in failing_terms(case.department.trust_id)],
        "report_stands": answer_to_start_from(case),
    }


def failure_lines(case: Case) -> list[str]:
    """Where it is recorded already that it failed."""
    found: list[FailurePlace] = list(places_of([case.pk]))
    return [place_line(one) for one in found]


def failure_words(stage: str, party: str, failing: str) -> str:
    """One place for the room: a step, a role and a failing, and nothing that anybody typed."""
    return "; ".join(word for word in (stage_words(stage), hands_words(party), failing) if word)
