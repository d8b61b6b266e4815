"""What can be taken off a case, and the words for it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.cases.domain.removing import may_remove
from apps.cases.enums import ReaderPart
from apps.cases.models import Case, CaseReader, CaseStudy
from apps.core.actor import Actor


def removable(actor: Actor, case: Case) -> list[dict[str, str]]:
    """Readers, for those who may know them, and studies; each with the page that asks why."""
    readers = case.readers.all() if may_remove(actor, case, P.CASE_READER_VIEW) else ()
    studies = case.case_studies.all() if may_remove(actor, case) else ()
    return [
        *(
            {"text": reader_words(one), "href": reverse("cases:remove-reader", args=[case.pk, one.pk])}
            for one in readers
        ),
        *({"text": study_words(one), "href": reverse("cases:remove-study", args=[case.pk, one.pk])} for one in studies),
    ]


def reader_words(one: CaseReader) -> str:
    """The reader's name and part, and of which study where the case has several."""
    name = one.person.full_name if one.person else one.external_name
    words = _("Reader: %(name)s (%(part)s)") % {"name": name, "part": str(ReaderPart(one.part).label).lower()}
    rows = one.case.case_studies.all()
    study = next((row for row in rows if row.study_id == one.study_id), None)
    return f"{words}, {study_words(study)}" if study and len(rows) > 1 else words


def study_words(one: CaseStudy) -> str:
    """The study by what it is and its number."""
    words = [one.study.description or _("no description"), one.study.accession_number]
    return _("Study: %(study)s") % {"study": ", ".join(word for word in words if word)}
