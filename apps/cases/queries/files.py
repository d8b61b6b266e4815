"""The files of a case, for whoever may see the case."""

from uuid import UUID

from apps.cases.models import Case, CaseAttachment, PresentationImage
from apps.cases.queries.detail import visible_case
from apps.core.actor import Actor
from apps.core.errors import NotVisible


def files_of_case(case: Case) -> list[CaseAttachment]:
    """All files in the order in which they came, each with who confirmed it and how it is shown. One query."""
    return list(CaseAttachment.objects.filter(case=case).select_related("confirmed_by", "shown"))


def file_of(actor: Actor, case_id: UUID, file_id: UUID) -> CaseAttachment:
    """One file with its case; raises NotVisible when either is not to be seen or they do not belong together."""
    case = visible_case(actor, case_id)
    found = CaseAttachment.objects.select_related("confirmed_by", "shown").filter(case=case, pk=file_id).first()
    if found is None:
        raise NotVisible
    found.case = case
    return found


def count_of_files(case: Case) -> tuple[int, int]:
    """How many files the case has, and how many images nobody has confirmed yet. One query."""
    rows = CaseAttachment.objects.filter(case=case).values_list("kind", "file_sha256", "confirmed_sha256")
    files = list(rows)
    return len(files), sum(kind == "image" and held != seen for kind, held, seen in files)


def shown_image(case_id: UUID, image_id: UUID) -> CaseAttachment:
    """The confirmed file behind an image of a presentation copy; raises NotVisible. The caller has cleared the copy."""
    found = PresentationImage.objects.select_related("attachment").filter(case=case_id, pk=image_id).first()
    if found is None or not found.attachment.is_confirmed:
        raise NotVisible
    return found.attachment
