"""A reviewer's page: the request first, and the outcome only once the first view is committed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.models import AccessAction
from apps.access.permissions import Permission
from apps.access.policy import Relation, may
from apps.access.words import refusal_words
from apps.cases.domain.assigning import decline_review
from apps.cases.domain.reviewing import REVISABLE, commit_opinion
from apps.cases.enums import CaseStatus
from apps.cases.forms.reviewing import DeclineReviewForm, OpinionForm
from apps.cases.models import Case
from apps.cases.presenters.reviewing import outcome_rows, request_shown, views_shown
from apps.cases.queries.choosing import finding_terms
from apps.cases.queries.detail import case_to_review
from apps.cases.queries.reviews import BLIND_LOOK, readers_are_unknown, review_of
from apps.cases.views.form_page import FormPage
from apps.core.errors import Forbidden, NotVisible
from apps.core.forms.base import PlatformForm


class ReviewPage(FormPage):
    """What the two pages of a reviewer share: whoever is asked may open them, sealed or not."""

    permission = Permission.CASE_REVIEW
    view_permission = Permission.CASE_VIEW
    subject: Case

    def load(self, **kwargs: Any) -> Case:
        """The case, for whoever is asked or may see it."""
        return case_to_review(self.actor, kwargs["pk"])

    def ask(self, permission: Permission, subject: Case) -> None:
        """Being asked for a view is enough; the case itself stays closed to a sealed reviewer."""
        facts = subject.access_facts()
        decision = may(self.actor, permission, facts)
        if decision:
            return
        if not may(self.actor, Permission.CASE_VIEW, facts):
            raise NotVisible
        self.note_refusal(decision.code, str(subject.pk))
        raise Forbidden(decision.code, refusal_words(decision.code))

    def is_sealed(self) -> bool:
        """Whether the outcome is still kept from this person."""
        return self.subject.access_facts().is_related(self.actor, Relation.REVIEWER_SEALED)

    def record_one(self, action: AccessAction, subject: Any, purpose: str = "") -> None:
        """A look at a sealed case is told apart from a look at the case itself."""
        super().record_one(action, subject, purpose or (BLIND_LOOK if self.is_sealed() else ""))


class GiveOpinion(ReviewPage):
    """The request, the form for the view, and after it the outcome and everybody's views."""

    form_class = OpinionForm
    template_name = "cases/opinion.html"

    def options_of_form(self) -> dict[str, Any]:
        """The types of finding; the declaration where nobody knows who reported it; other words for a second view."""
        second = bool(self._mine())
        return {
            "terms": self._terms(),
            "declares": not second and readers_are_unknown(self.subject),
            "second": second,
        }

    def _terms(self) -> list[tuple[UUID, str]]:
        """The types on offer; for a second view also the type of the first, where another edition came between."""
        offered = {one.pk: one.label for one in finding_terms(self.subject.department.trust_id)}
        kept = {one.finding_term.pk: one.finding_term.label for one in self._mine() if one.finding_term}
        return list((offered | kept).items())

    def initial(self) -> dict[str, Any]:
        """A second view starts from the first, so that what is different shows."""
        mine = self._mine()
        if not mine:
            return {}
        first = mine[0]
        return {
            "view": first.view,
            "finding_term": str(first.finding_term_id or ""),
            "confidence": first.confidence,
            "recommendation": first.recommendation,
            "learning": first.learning,
        }

    def _mine(self) -> list[Any]:
        return [one for one in self.subject.opinions.all() if one.reviewer_id == self.actor.user_id]

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """Only the request while it is sealed; nothing else of the case reaches the template then."""
        case, asked, mine = self.subject, review_of(self.actor, self.subject), self._mine()
        sealed = asked is not None and asked.awaits_view and case.status == CaseStatus.UNDER_REVIEW
        may_see = not sealed and bool(may(self.actor, Permission.CASE_VIEW, case.access_facts()))
        all_views = may_see and bool(may(self.actor, Permission.OPINION_VIEW, case.access_facts()))
        open_for = {CaseStatus.UNDER_REVIEW} if not mine else REVISABLE
        return {
            "shown": request_shown(case, asked),
            "is_sealed": sealed,
            "outcome": outcome_rows(case) if may_see else [],
            "views": views_shown(self.actor, case, all_of_them=all_views) if may_see else [],
            "case_href": case.get_absolute_url() if may_see else "",
            "can_give": asked is not None and case.status in open_for and len(mine) < 2,
            "is_second": bool(mine),
            "decline_href": reverse("cases:decline-review", args=[case.pk]) if sealed else "",
        }

    def carry_out(self, form: Any) -> str:
        """Commit it: the first view, or the second when the first is there."""
        after = self.request.POST.get("after_reveal") == "yes"
        commit_opinion(actor=self.actor, case_id=self.subject.pk, after_reveal=after, **form.given())
        done = _("Your second view is kept beside the first.") if after else _("Your view is committed.")
        messages.success(self.request, done)
        return reverse("cases:opinion", args=[self.subject.pk])


class DeclineReview(ReviewPage):
    """Saying that one cannot give a view; nothing of the outcome is shown for it."""

    form_class = DeclineReviewForm
    template_name = "cases/decline_review.html"

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """What was asked."""
        asked = review_of(self.actor, self.subject)
        return {
            "shown": request_shown(self.subject, asked),
            "can_decline": asked is not None and asked.awaits_view,
            "back": reverse("cases:opinion", args=[self.subject.pk]),
        }

    def carry_out(self, form: Any) -> str:
        """Decline."""
        given = form.cleaned_data
        decline_review(actor=self.actor, case_id=self.subject.pk, why=given["why"], reason=given["reason"])
        messages.success(self.request, _("The chair is told that you cannot review it."))
        return reverse("cases:reviews")
