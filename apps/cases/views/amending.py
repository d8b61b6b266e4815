"""Putting right what was logged."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.cases.domain.reading import ReaderInput
from apps.cases.domain.registering import StudyInput, amend_case
from apps.cases.enums import HowDiscovered, ReaderPart, ReaderStanding
from apps.cases.forms.base import choices_of
from apps.cases.forms.kinds import KIND_OF, what_of
from apps.cases.forms.working import AmendForm
from apps.cases.models import Case
from apps.cases.presenters import case_page
from apps.cases.presenters.seeing import sees
from apps.cases.presenters.words import title_of
from apps.cases.queries.choosing import people_of_trusts
from apps.cases.queries.detail import whole_case
from apps.cases.views.form_page import FormPage
from apps.core.clock import UNKNOWN_TIME
from apps.core.errors import Invalid
from apps.core.forms.base import PlatformForm
from apps.journeys.queries.lookup import find_exact

_WORDS = ("narrative", "modality", "body_region", "subspecialty", "readers_unknown_reason")
# Asked of some kinds only: where a kind does not ask for one, what the case has stays as it is.
_OF_KINDS = ("procedure", "system_affected", "how_discovered")


class AmendCase(FormPage):
    """The submitter until it is accepted, the chair until it is discussed."""

    permission = Permission.CASE_AMEND
    view_permission = Permission.CASE_VIEW
    form_class = AmendForm
    template_name = "cases/work.html"

    def load(self, **kwargs: Any) -> Case:
        """The case."""
        return whole_case(self.actor, kwargs["pk"])

    def options_of_form(self) -> dict[str, Any]:
        """People who may have read the study."""
        return {"people": choices_of(people_of_trusts([self.subject.department.trust_id]))}

    def initial(self) -> dict[str, Any]:
        """The case as it is."""
        case: Case = self.subject
        discovered = case.discovered
        return {
            "expected_version": case.version,
            "what": what_of(case.kind, case.discrepancy_type),
            "discovered": discovered,
            **{name: getattr(case, name) for name in (*_WORDS, *_OF_KINDS)},
        }

    def current_version(self) -> int:
        """The case's version now."""
        version: int = self.subject.version
        return version

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """The page's words, and the readers that are named already."""
        case: Case = self.subject
        seen = sees(self.actor, case)
        return {
            "case": case,
            "heading": _("Amend the case"),
            "caption": f"{case.reference}, {title_of(case)}",
            "lead": _("The earlier version stays in the trail, with your name and the time."),
            "rows": case_page.people_rows(case, seen),
            "button": _("Save the changes"),
            "back": case.get_absolute_url(),
        }

    def carry_out(self, form: Any) -> str:
        """Save what was changed."""
        case: Case = self.subject
        given = form.cleaned_data
        readers = self._readers(given)
        amend_case(
            actor=self.actor,
            case_id=case.pk,
            expected_version=given["expected_version"],
            changes=self._changes(form),
            readers=readers,
            add_studies=[StudyInput(one) for one in self._studies(given["study_key"])],
            reason=given["reason"],
        )
        messages.success(self.request, _("The changes to %(case)s are saved.") % {"case": case.reference})
        address: str = case.get_absolute_url()
        return address

    def _changes(self, form: AmendForm) -> dict[str, Any]:
        """Only what is different, so that a later version is not put back by a form that was open."""
        case: Case = self.subject
        given = form.cleaned_data
        kind, coding = KIND_OF[given["what"]]
        old = case.discovered
        now: dict[str, Any] = {name: given[name] for name in _WORDS}
        now |= {name: form.answer(name, getattr(case, name)) or _empty(name) for name in _OF_KINDS}
        now |= {"kind": kind.value, "discrepancy_type": str(coding)}
        now |= {"discovered": form.answer("discovered", old) or UNKNOWN_TIME}
        names = (*_WORDS, *_OF_KINDS, "kind", "discrepancy_type")
        before: dict[str, Any] = {name: getattr(case, name) for name in names}
        new = now["discovered"]
        if (old.at, old.precision) == (new.at, new.precision):
            del now["discovered"]
        return {name: value for name, value in now.items() if name == "discovered" or value != before[name]}

    def _readers(self, given: dict[str, Any]) -> list[ReaderInput] | None:
        """The readers there are and those added; None when none is added."""
        added = [
            ReaderInput(person_id=UUID(given[name]), part=part)
            for name, part in (("author", ReaderPart.AUTHOR), ("verifier", ReaderPart.VERIFIER))
            if given[name]
        ]
        if given["external_reader"]:
            added.append(ReaderInput(external_name=given["external_reader"], standing=ReaderStanding.EXTERNAL))
        if not added:
            return None
        there = [
            ReaderInput(
                person_id=row.person_id,
                external_name=row.external_name,
                part=ReaderPart(row.part),
                standing=ReaderStanding(row.standing),
                study_id=row.study_id,
            )
            for row in self.subject.readers.all()
        ]
        return there + added

    def _studies(self, key: str) -> list[UUID]:
        if not key:
            return []
        found = find_exact(self.actor, self.subject.department_id, key)
        if not found:
            words = _("There is no study with exactly this number in this department. Check it, or leave it empty.")
            raise Invalid("unknown_study", words, {"study_key": words})
        return [study.pk for study in found]


def _empty(name: str) -> str:
    return HowDiscovered.NOT_SAID.value if name == "how_discovered" else ""
