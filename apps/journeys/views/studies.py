"""The list of studies, a study's page, finding one by its exact key, and revealing who its patient is."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.access.policy import departments_where, may, may_somewhere
from apps.core.clock import now
from apps.core.errors import DomainError
from apps.journeys.domain.identifying import reveal_identifiers
from apps.journeys.domain.journey_steps import may_record
from apps.journeys.domain.study_journey import journey_of, turnaround
from apps.journeys.domain.trust_rules import rules_of
from apps.journeys.forms.studies import FindStudyForm, RevealForm
from apps.journeys.models import Study
from apps.journeys.presenters import journey as telling
from apps.journeys.presenters import studies as presenting
from apps.journeys.presenters.panels import study_panels_for
from apps.journeys.queries.limits import groups_of
from apps.journeys.queries.listing import departments_named, study_page, study_seen_by
from apps.journeys.queries.lookup import find_exact
from apps.journeys.queries.visible import sees_reader_names

OBJECT_LABEL = "journeys.study"


class StudyList(GuardedView):
    """The studies of one's departments, newest first; a POST finds one by its key, kept out of addresses."""

    permission = Permission.STUDY_VIEW
    template_name = "journeys/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show a page of studies."""
        after = request.GET.get("after", "")
        page = study_page(self.actor, after)
        self.record_list([study.pk for study in page.studies], OBJECT_LABEL)
        return self._show(self._form(), page.studies, older=page.older, is_first=not after)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Go to the study with this key, or show the several or none that there are."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self._show(form, [], status=400)
        key = form.cleaned_data["key"]
        found = find_exact(self.actor, UUID(form.cleaned_data["department"]), key)
        self.record_list([study.pk for study in found], OBJECT_LABEL, {"key": key})
        if len(found) == 1:
            return redirect("journeys:detail", found[0].pk)
        return self._show(form, found)

    def _rows(self, studies: list[Study]) -> list[dict[str, Any]]:
        rules, at = rules_of(study.trust_id for study in studies), now()
        return [presenting.row(study, turnaround(study, rules[study.trust_id], at)) for study in studies]

    def _form(self, data: Any = None) -> FindStudyForm:
        ids = departments_where(self.actor, Permission.STUDY_VIEW)
        return FindStudyForm(data, departments=departments_named(ids))

    def _show(
        self, form: FindStudyForm, studies: list[Study], *, older: str = "", is_first: bool = True, status: int = 200
    ) -> HttpResponse:
        context = {
            "page_title": _("Studies"),
            "form": form,
            "may_see_limits": may_somewhere(self.actor, Permission.LIMIT_VIEW),
            "is_search": form.is_bound and form.is_valid(),
            "columns": presenting.columns(),
            "rows": self._rows(studies),
            "first_href": "" if is_first else reverse("journeys:list"),
            "older_href": f"?after={older}" if older else "",
        }
        return self.page(context, status)


class OneStudy(GuardedView):
    """What every page about one study shares."""

    permission = Permission.STUDY_VIEW
    object_label: ClassVar[str] = OBJECT_LABEL
    template_name = "journeys/detail.html"
    subject: Study

    def load(self, **kwargs: Any) -> Study:
        """The study, if the actor may see it."""
        return study_seen_by(self.actor, kwargs["study_id"])

    def show(self, form: RevealForm, status: int = 200, **more: Any) -> HttpResponse:
        """Show the study's page; nothing of it may stay in a cache."""
        study = self.subject
        may_reveal = bool(may(self.actor, Permission.IDENTIFIER_REVEAL, study.access_facts()))
        names_shown = sees_reader_names(self.actor, study)
        journey = journey_of(study, rules_of([study.trust_id])[study.trust_id], now())
        context = {
            "page_title": presenting.heading(study),
            "study": study,
            "facts": presenting.facts(study),
            "readers": presenting.reader_rows(study, names_shown),
            "step_columns": telling.step_columns(),
            "steps": telling.step_rows(journey, names_shown),
            "clocks": telling.clock_items(journey),
            "line": telling.line_shown(journey),
            "groups": telling.group_rows(study, groups_of([study.trust_id])),
            "may_see_limits": may_somewhere(self.actor, Permission.LIMIT_VIEW),
            "may_record": may_record(self.actor, study),
            "may_log": bool(may(self.actor, Permission.CASE_LOG, study.access_facts())),
            "can_reveal": study.patient_id is not None and may_reveal,
            "panels": study_panels_for(self.actor, study),
            "form": form,
            **more,
        }
        response = self.page(context, status)
        response["Cache-Control"] = "private, no-store"
        return response


class StudyDetail(OneStudy):
    """One study: its journey, its delay, its readers; the patient stays hidden."""

    def get(self, request: HttpRequest, study_id: UUID) -> HttpResponse:
        """Show the page."""
        return self.show(RevealForm())


class RevealIdentifiers(OneStudy):
    """The same page with the patient's identifiers, once the reason is recorded."""

    permission = Permission.IDENTIFIER_REVEAL
    view_permission = Permission.STUDY_VIEW
    # The reveal itself writes the record, with its reason.
    access_action = None

    def get(self, request: HttpRequest, study_id: UUID) -> HttpResponse:
        """A reload or a kept address shows the page without identifiers."""
        return redirect("journeys:detail", study_id)

    def post(self, request: HttpRequest, study_id: UUID) -> HttpResponse:
        """Reveal, or say why not with what was typed."""
        form = RevealForm(request.POST)
        if self.subject.patient_id is None:
            return redirect("journeys:detail", study_id)
        if not form.is_valid():
            return self.show(form, 400)
        try:
            details = reveal_identifiers(
                actor=self.actor,
                patient_id=self.subject.patient_id,
                study_id=study_id,
                reason=form.cleaned_data["reason"],
            )
        except DomainError as refused:
            form.refuse(refused)
            return self.show(form, refused.status)
        return self.show(form, identifiers=presenting.identifier_rows(details))
