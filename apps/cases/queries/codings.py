"""The codings of a case, and the scores of a reference scheme that were kept as imported."""

from uuid import UUID

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.cases.models import Case, Finding, ReferenceCoding
from apps.cases.queries.taxonomies import keeps_reference
from apps.core.actor import Actor

IN_ORDER = ("term__taxonomy__title", "term__taxonomy__edition", "term__position", "pk")


def codings_of(case_id: UUID) -> list[Finding]:
    """The codings of a case with their terms and editions, scheme by scheme."""
    found = Finding.objects.filter(case=case_id).select_related("term__taxonomy", "coded_by")
    return list(found.order_by(*IN_ORDER))


def has_reference_scores(actor: Actor, case: Case) -> bool:
    """Whether there are scores that this person may see: the department keeps them, and the policy allows it."""
    if not may(actor, P.REFERENCE_SCORE_VIEW, case.access_facts()):
        return False
    return keeps_reference(case.department_id) and ReferenceCoding.objects.filter(case=case).exists()


def reference_scores(case: Case) -> list[ReferenceCoding]:
    """The scores of a case as imported; the caller asks the policy. None while the department does not keep them."""
    if not keeps_reference(case.department_id):
        return []
    found = ReferenceCoding.objects.filter(case=case).select_related("term__taxonomy")
    return list(found.order_by("term__position", "pk"))
