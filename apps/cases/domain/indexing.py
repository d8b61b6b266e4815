"""Keeps what a case is found by up to date; called wherever its words change."""

from apps.cases.domain.screening import SCREENED_FIELDS
from apps.cases.models import Case, PresentationCopy
from apps.cases.models.search import CaseSearchText
from apps.cases.queries.search import search_text_of


def index_case(case: Case, copy: PresentationCopy | None = None) -> None:
    """Write the words of the case as it stands, in the caller's transaction; `copy` is its newest presentation copy."""
    shown = copy or getattr(case, "presentation", None)
    texts = [getattr(shown, name) for name in SCREENED_FIELDS] if shown else []
    text = search_text_of(case.reference, [case.narrative, case.body_region, case.subspecialty, *texts])
    CaseSearchText.objects.update_or_create(case_id=case.pk, defaults={"text": text})
