"""Imports as an actor may see them, what was decided for earlier ones, and which rows are in already."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import QuerySet

from apps.access.permissions import Permission
from apps.access.policy import departments_where
from apps.accounts.models import Department, User
from apps.cases.models import Case
from apps.core.actor import Actor
from apps.core.errors import NotVisible
from apps.core.models import Job
from apps.intake.models import CaseImport, ImportedCase

_AT_ONCE = 5_000


def visible_to(actor: Actor) -> QuerySet[CaseImport]:
    """The imports of the departments in which the actor may import, the newest first."""
    here = departments_where(actor, Permission.CASE_IMPORT)
    return (
        CaseImport.objects.filter(department__in=here)
        .select_related("department", "person", "undone_by")
        .order_by("-started_at", "-id")
    )


def one_import(actor: Actor, import_id: UUID) -> CaseImport:
    """One import; raises NotVisible."""
    found = visible_to(actor).filter(pk=import_id).first()
    if found is None:
        raise NotVisible
    return found


def departments_to_import_into(actor: Actor) -> list[Department]:
    """The departments into which the actor may import, by name."""
    found = Department.objects.filter(pk__in=departments_where(actor, Permission.CASE_IMPORT))
    return list(found.select_related("trust").order_by("name"))


def people_by_address(trust_id: UUID) -> dict[str, UUID]:
    """Everybody who holds or held a role in the trust, by the e-mail address with which they sign in."""
    people = User.objects.filter(memberships__department__trust=trust_id).distinct()
    return {email.lower(): person_id for email, person_id in people.values_list("email", "pk")}


def mappings_before(department_id: UUID, person_id: UUID, signature: str) -> list[Mapping[str, object]]:
    """What was decided for earlier imports, the most fitting last: the department's, one's own, the same headings."""
    earlier = CaseImport.objects.filter(department=department_id).exclude(mapping={})
    newest = list(earlier.order_by("-started_at").values_list("person_id", "signature", "mapping")[:30])
    newest.reverse()
    ordered = sorted(newest, key=lambda one: (one[1] == signature, one[0] == person_id))
    return [mapping for _person, _signature, mapping in ordered]


def known_digests(department_id: UUID, digests: Iterable[str]) -> set[str]:
    """Those of the digests whose rows are cases of the department already."""
    wanted = list(digests)
    found: set[str] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        rows = ImportedCase.objects.filter(department=department_id, digest__in=part)
        found.update(rows.values_list("digest", flat=True))
    return found


def cases_of(found: CaseImport, visible: QuerySet[Case], *, marked: bool = False) -> QuerySet[ImportedCase]:
    """The cases that the import made and that the reader may see, in the order of the rows."""
    rows = ImportedCase.objects.filter(case_import=found, case__in=visible).select_related("case").order_by("row")
    return rows.filter(identifiers__gt=0) if marked else rows


def job_of(found: CaseImport) -> Job | None:
    """The piece of work that has the import now, or had it last."""
    return Job.objects.filter(key=found.job_key).first() if found.job_key else None
