"""A reviewer's view: first before the outcome is shown, then, if wanted, after it."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.cases.domain.reviewing import commit_opinion
from apps.cases.enums import CaseStatus
from apps.cases.forms.working import OpinionForm
from apps.cases.models import Case
from apps.cases.presenters import case_page
from apps.cases.presenters.seeing import sees
from apps.cases.presenters.studies import case_studies
from apps.cases.presenters.words import status_tag, title_of
from apps.cases.queries.detail import whole_case
from apps.cases.views.form_page import FormPage
from apps.core.forms.base import PlatformForm


class GiveOpinion(FormPage):
    """The question first; what happened only after the first view is committed."""

    permission = Permission.CASE_REVIEW
    view_permission = Permission.CASE_VIEW
    form_class = OpinionForm
    template_name = "cases/opinion.html"

    def load(self, **kwargs: Any) -> Case:
        """The case."""
        return whole_case(self.actor, kwargs["pk"])

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """The question, and the outcome once it may be shown."""
        case: Case = self.subject
        seen = sees(self.actor, case)
        mine = [one for one in case.opinions.all() if one.reviewer_id == self.actor.user_id]
        asked = [one for one in case.reviews.all() if one.reviewer_id == self.actor.user_id]
        copy = case_page.presentation(case, seen)
        # Without a presentation copy there is nothing to review but the submission: then it is shown, and said so.
        return {
            "case": case,
            "case_title": title_of(case),
            "status": status_tag(case.status),
            "note": asked[0].note if asked else "",
            "studies": case_studies(case),
            "copy": copy,
            "outcome": case.narrative if mine or not copy["exists"] else "",
            "mine": mine,
            "can_give": bool(asked) and case.status == CaseStatus.UNDER_REVIEW and len(mine) < 2,
            "is_second": bool(mine),
        }

    def carry_out(self, form: Any) -> str:
        """Commit it: the first view, or the second when the first is there."""
        case: Case = self.subject
        given = form.cleaned_data
        after = self.request.POST.get("after_reveal") == "yes"
        commit_opinion(
            actor=self.actor, case_id=case.pk, view=given["view"], learning=given["learning"], after_reveal=after
        )
        messages.success(self.request, _("Your view is committed."))
        return reverse("cases:opinion", args=[case.pk])
