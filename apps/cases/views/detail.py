"""The case page, the thread on it, and who looked."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.access.policy import may
from apps.audit.looks import who_looked
from apps.cases.domain.coding import may_code
from apps.cases.domain.delays import case_journey
from apps.cases.domain.messaging import post_message
from apps.cases.domain.registering import CHAIR_MAY_AMEND, SUBMITTER_MAY_AMEND
from apps.cases.domain.reviewing import REVISABLE
from apps.cases.domain.screening import found_in, known_for_cases
from apps.cases.enums import FINAL, CaseStatus
from apps.cases.forms.messages import MessageForm, ReferenceForm
from apps.cases.models import Case
from apps.cases.presenters import case_page
from apps.cases.presenters.actions import Door, actions_for, buttons, next_step
from apps.cases.presenters.codings import by_edition, codings_shown
from apps.cases.presenters.delays import delay_items, journey_line
from apps.cases.presenters.looks import looks_table
from apps.cases.presenters.pacs import pacs_links
from apps.cases.presenters.panels import page_or_none, panels_for
from apps.cases.presenters.removing import removable
from apps.cases.presenters.screening import kinds_found, screened_form
from apps.cases.presenters.seeing import Sees, sees
from apps.cases.presenters.studies import case_studies
from apps.cases.presenters.timeline import timeline_of
from apps.cases.presenters.words import status_tag, title_of
from apps.cases.queries.codings import has_reference_scores
from apps.cases.queries.detail import (
    about_the_same_studies,
    case_by_reference_for_access_review,
    case_for_access_review,
    whole_case,
)
from apps.cases.queries.sealed import is_sealed
from apps.cases.queries.taxonomies import editions_in_use
from apps.cases.queries.trail import trail_of
from apps.cases.views.form_page import FormPage
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.forms.base import PlatformForm
from apps.core.kept_input import initial_from
from apps.journeys.domain.trust_rules import rules_of


class CaseDetail(GuardedView):
    """Everything about one case that this person may see."""

    permission = Permission.CASE_VIEW
    template_name = "cases/detail.html"
    posts_to = ""

    def load(self, **kwargs: Any) -> Case:
        """The case."""
        return whole_case(self.actor, kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A reviewer whose view comes first is led to the review; nothing of the case is loaded for it."""
        actor: Actor = request.actor  # type: ignore[attr-defined]  # set by ActorMiddleware
        if request.method in ("GET", "HEAD") and is_sealed(actor, kwargs["pk"]):
            return redirect("cases:opinion", pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The page."""
        return self.show(MessageForm(initial_from(request)))

    def show(self, form: MessageForm, status: int = 200) -> HttpResponse:
        """Render it, with the message form as it stands."""
        case: Case = self.subject
        seen = sees(self.actor, case)
        # A form that was given back posts to the address that names its words, so that they are forgotten once taken.
        posts_to = self.posts_to or reverse("cases:message", args=[case.pk])
        screened = screened_form(reverse("cases:screen", args=[case.pk]), "text", only_warns=True)
        shown = {"form": form, "posts_to": posts_to, "screened": screened}
        return self.page({**shown, **self.context(case, seen)}, status=status)

    def context(self, case: Case, seen: Sees) -> dict[str, Any]:
        """Each part of the page."""
        actor = self.actor
        managing = bool(may(actor, Permission.ACTION_MANAGE, case.access_facts()))
        return {
            "case": case,
            "title": title_of(case),
            "status": status_tag(case.status),
            "sees": seen,
            "next_step": next_step(case, is_submitter=seen.is_submitter),
            "confidentiality": case_page.confidentiality_words(case),
            "actions": self._decide_button(case) + buttons(case, actions_for(actor, case), self._doors(case)),
            "amend_href": self._amend_address(case, seen),
            "summary": case_page.summary_rows(case, seen),
            "panels": panels_for(actor, case),
            "people": case_page.people_rows(case, seen),
            "removable": removable(actor, case),
            "studies": case_studies(case, pacs_links(actor, case), actor=actor, seen=seen),
            **self._delays(case),
            "thread": case_page.thread(actor, case, seen),
            "patient_words": case_page.patient_words(case),
            "escalations": case_page.escalations(case, seen),
            "follow_ups": case_page.follow_ups(actor, case, managing),
            "may_add_action": managing and case.status not in FINAL,
            "opinions": case_page.opinions(actor, case, seen),
            "opinion_href": reverse("cases:opinion", args=[case.pk]) if self._gives_views(case, seen) else "",
            "reviewers_href": reverse("cases:reviewers", args=[case.pk]) if self._runs_review(case) else "",
            "presentation": case_page.presentation(case, seen),
            "codings": self._codings(case),
            "coding_href": reverse("cases:coding", args=[case.pk]) if may_code(actor, case) else "",
            "score_href": reverse("cases:imported-score", args=[case.pk]) if has_reference_scores(actor, case) else "",
            "same": about_the_same_studies(actor, case),
            "timeline_lines": timeline_of(actor, case, trail_of(actor, case)) if seen.steps else [],
            "access_href": reverse("cases:access", args=[case.pk]) if seen.access_log else "",
        }

    def _codings(self, case: Case) -> list[dict[str, Any]]:
        """The codes of the case by edition, and whether a newer one is in use."""
        codings = list(case.findings.all())
        return by_edition(codings_shown(codings, editions_in_use(case.department.trust_id))) if codings else []

    def _delays(self, case: Case) -> dict[str, Any]:
        """The three delays and where the time went."""
        trust_id = case.department.trust_id
        journey = case_journey(case, rules_of([trust_id])[trust_id], now())
        return {"clock": delay_items(journey.delays), "line": journey_line(case, journey)}

    def _doors(self, case: Case) -> dict[str, Door]:
        """Where the apps above take the case further, when they are mounted."""
        planned = case.status == CaseStatus.SCHEDULED
        meeting = page_or_none("meetings:for-case", case.pk)
        summary = page_or_none("learning:draft-case", case.pk)
        return {
            "meetings": Door(href=meeting, label=_("Open its meeting") if planned else ""),
            "learning": Door(
                posts_to=summary,
                label=_("Write a newer version of the learning")
                if case.status == CaseStatus.PUBLISHED
                else _("Write the learning"),
            ),
        }

    def _decide_button(self, case: Case) -> list[dict[str, Any]]:
        """The chair's one screen for a new case comes before the single events."""
        decides = case.status == CaseStatus.RECEIVED and may(self.actor, Permission.CASE_TRIAGE, case.access_facts())
        address = reverse("cases:triage-case", args=[case.pk])
        return [{"text": _("Decide"), "href": address, "kind": "primary"}] if decides else []

    def _amend_address(self, case: Case, seen: Sees) -> str:
        facts = case.access_facts()
        chairing = bool(may(self.actor, Permission.CASE_TRIAGE, facts))
        until = CHAIR_MAY_AMEND if chairing else SUBMITTER_MAY_AMEND
        allowed = case.status in until and may(self.actor, Permission.CASE_AMEND, facts)
        return reverse("cases:amend", args=[case.pk]) if allowed else ""

    def _gives_views(self, case: Case, seen: Sees) -> bool:
        return seen.is_reviewer and case.status in REVISABLE

    def _runs_review(self, case: Case) -> bool:
        asked = case.status == CaseStatus.UNDER_REVIEW or bool(case.reviews.all())
        return asked and bool(may(self.actor, Permission.CASE_TRIAGE, case.access_facts()))


class PostMessage(FormPage):
    """A message in the thread; the case page shows the form."""

    permission = Permission.CASE_VIEW
    form_class = MessageForm

    def load(self, **kwargs: Any) -> Case:
        """The case."""
        return whole_case(self.actor, kwargs["pk"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The case page with what was typed before the session ended; without any, the case page itself."""
        kept = initial_from(request)
        address: str = self.subject.get_absolute_url()
        return self.show(self.build(kept)) if kept is not None else redirect(address)

    def carry_out(self, form: Any) -> str:
        """Post it."""
        post_message(
            actor=self.actor,
            case_id=self.subject.pk,
            text=form.cleaned_data["text"],
            key=form.cleaned_data["submission_key"],
            unless_repeated=True,
        )
        messages.success(self.request, _("Your message was sent."))
        found = found_in({"text": form.cleaned_data["text"]}, known_for_cases([self.subject]))
        if found:
            words = _(
                "It may identify somebody: %(kinds)s. It was sent as you wrote it; leave such things out next time."
            )
            messages.warning(self.request, words % {"kinds": kinds_found(found)})
        return f"{self.subject.get_absolute_url()}#messages"

    def show(self, form: PlatformForm, status: int = 200) -> HttpResponse:
        """The case page with the message as typed."""
        page = CaseDetail()
        page.posts_to = self.request.get_full_path()
        page.request, page.actor, page.subject = self.request, self.actor, self.subject
        return page.show(form, status)  # type: ignore[arg-type]  # form_class above is the message form


class CaseAccess(GuardedView):
    """Who looked at one case: for the information governance lead and clinical governance only."""

    permission = Permission.ACCESS_LOG_VIEW
    template_name = "cases/access.html"

    def load(self, **kwargs: Any) -> Case:
        """The case, of which this page shows only the reference."""
        return case_for_access_review(self.actor, kwargs["pk"])

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The newest looks first."""
        case: Case = self.subject
        looks = who_looked("cases.case", case.pk, _position(request.GET.get("older", "")))
        return self.page({"case": case, "looks": looks, "table": looks_table(looks), "may_open": self._may_open(case)})

    def _may_open(self, case: Case) -> bool:
        return bool(may(self.actor, Permission.CASE_VIEW, case.access_facts()))


class FindCaseAccess(GuardedView):
    """Finds a case's record of looks by its reference, for somebody who reads no cases."""

    permission = Permission.ACCESS_LOG_VIEW
    template_name = "cases/access_find.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The form, or the record."""
        form = ReferenceForm(request.GET or None)
        if form.is_bound and form.is_valid():
            found = case_by_reference_for_access_review(self.actor, form.cleaned_data["reference"])
            if found:
                return redirect("cases:access", pk=found)
            form.add_error("reference", _("There is no case with this reference in your departments."))
        return self.page({"form": form})


def _position(text: str) -> tuple[datetime, int] | None:
    at, _sep, row = text.rpartition("_")
    try:
        return datetime.fromisoformat(at), int(row)
    except ValueError:
        return None
