"""What an outcome says of the case besides the discussion: whether its report stands wrong, and where it failed."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from apps.cases.domain.failing import Place, record_failure
from apps.cases.domain.standing import StandingFacts, answer_standing
from apps.cases.enums import Standing
from apps.cases.queries.standing import standing_of
from apps.core.actor import Actor
from apps.core.errors import Invalid


@dataclass(frozen=True, kw_only=True)
class AboutTheCase:
    """Empty says nothing and changes nothing."""

    report_stands: str = ""
    places: tuple[Place, ...] = ()


def settle_case(*, actor: Actor, case_id: UUID, about: AboutTheCase) -> None:
    """Record it on the case, in the caller's transaction. Yes opens the actions of the 14-day rule (ADR 0023).

    An answer that stands already is left as it is; one that only the kind of the case gave is now the meeting's.
    Raises Invalid by the fields of the outcome, and what the case's own functions raise.
    """
    if about.report_stands:
        _settle_report(actor, case_id, about.report_stands)
    for place in about.places:
        if place.says_something:
            _add_place(actor, case_id, place)


def _settle_report(actor: Actor, case_id: UUID, said: str) -> None:
    if said not in Standing.values:
        raise Invalid("invalid", _("Check the answer."), {"report_stands": _("Choose an answer from the list.")})
    row = standing_of(case_id)
    if row is not None and row.answer == said and not row.by_default:
        return
    reason = _("The meeting concluded so.") if said == Standing.NO else ""
    answer_standing(actor=actor, case_id=case_id, facts=StandingFacts(answer=Standing(said), reason=reason))


def _add_place(actor: Actor, case_id: UUID, place: Place) -> None:
    try:
        record_failure(actor=actor, case_id=case_id, place=place)
    except Invalid as wrong:
        fields = {f"failure_{name}": words for name, words in wrong.fields.items()}
        raise Invalid(wrong.code, wrong.message, fields) from wrong
