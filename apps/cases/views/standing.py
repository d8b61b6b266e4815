"""Whether an issued report still stands wrong, and second opinions."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.cases.domain.second_opinions import SecondOpinionFacts, record_second_opinion
from apps.cases.domain.standing import StandingFacts, answer_standing
from apps.cases.enums import Standing
from apps.cases.forms.base import choices_of
from apps.cases.forms.patient_first import IN_RECORD, SecondOpinionForm, StandingForm
from apps.cases.models import Case
from apps.cases.models.standing import identified_day
from apps.cases.queries.choosing import people_of_trusts
from apps.cases.queries.detail import visible_case
from apps.cases.queries.standing import standing_of
from apps.cases.views.form_page import FormPage
from apps.core.forms.base import PlatformForm


class AnswerStanding(FormPage):
    """Does an issued report still stand wrong?"""

    permission = Permission.CASE_TRIAGE
    view_permission = Permission.CASE_VIEW
    form_class = StandingForm
    template_name = "cases/work.html"

    def load(self, **kwargs: Any) -> Case:
        """The case."""
        return visible_case(self.actor, kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        """The answer as it is."""
        row = standing_of(self.subject.pk)
        if row is None:
            return {"identified_on": identified_day(self.subject)}
        return {
            "answer": row.answer,
            "identified_on": row.identified_on,
            "is_outside": row.is_outside,
            "reason": row.reason,
        }

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """The page's words."""
        case: Case = self.subject
        return {
            "case": case,
            "heading": _("The issued report"),
            "caption": case.reference,
            "lead": _(
                "If it stands wrong, the addendum and telling the referrer and the original reader are due within "
                "14 days of the day on which the difference was identified. These actions open by themselves."
            ),
            "button": _("Save"),
            "back": case.get_absolute_url(),
        }

    def carry_out(self, form: Any) -> str:
        """Record the answer."""
        given = form.cleaned_data
        answer_standing(
            actor=self.actor,
            case_id=self.subject.pk,
            facts=StandingFacts(
                answer=Standing(given["answer"]),
                identified_on=given["identified_on"],
                is_outside=given["is_outside"],
                reason=given["reason"],
            ),
        )
        messages.success(self.request, _("What is known about the issued report is saved."))
        return f"{self.subject.get_absolute_url()}#report"


class AddSecondOpinion(FormPage):
    """Keep a second opinion or MDT re-read with the case."""

    permission = Permission.CASE_AMEND
    view_permission = Permission.CASE_VIEW
    form_class = SecondOpinionForm
    template_name = "cases/work.html"

    def load(self, **kwargs: Any) -> Case:
        """The case."""
        return visible_case(self.actor, kwargs["pk"])

    def options_of_form(self) -> dict[str, Any]:
        """Everybody of the trust, also those who have left."""
        return {"people": choices_of(people_of_trusts([self.subject.department.trust_id]))}

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """The page's words."""
        case: Case = self.subject
        return {
            "case": case,
            "heading": _("Add a second opinion"),
            "caption": case.reference,
            "lead": _("An opinion that differs from the issued report. It judges the images, not the reader."),
            "button": _("Add the opinion"),
            "back": case.get_absolute_url(),
        }

    def carry_out(self, form: Any) -> str:
        """Keep it."""
        given = form.cleaned_data
        record_second_opinion(
            actor=self.actor,
            case_id=self.subject.pk,
            facts=SecondOpinionFacts(
                giver_id=UUID(given["giver"]) if given["giver"] else None,
                giver_name=given["giver_name"],
                context=given["context"],
                given=given["given"],
                opinion=given["opinion"],
                in_mdt_record=IN_RECORD[given["in_mdt_record"]],
            ),
            key=given["submission_key"],
        )
        messages.success(self.request, _("The second opinion is kept with the case."))
        return f"{self.subject.get_absolute_url()}#report"
