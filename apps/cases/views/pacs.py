"""Opening a study in PACS, and the private list of accession numbers for the chair's workstation."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.models import AccessAction
from apps.access.permissions import Permission
from apps.access.policy import Relation, may
from apps.cases.models import Case
from apps.cases.presenters.pacs import accession_columns, accession_rows, accessions_as_text
from apps.cases.queries.accessions import cases_to_load
from apps.cases.queries.detail import case_to_review
from apps.cases.queries.lists import AT_ONCE, triage_queue
from apps.cases.queries.sealed import SHOWN_TO_REVIEWERS
from apps.core.errors import Forbidden, NotVisible
from apps.journeys.domain.pacs import pacs_address

_PRIVATE = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}


class OpenInPacs(GuardedView):
    """Sends the browser to PACS. The look is recorded first; the number stands in the redirect alone."""

    permission = Permission.CASE_REVIEW
    subject: Case

    def load(self, **kwargs: Any) -> Case:
        """The case, for whoever is asked to review it or may see it."""
        return case_to_review(self.actor, kwargs["pk"])

    def ask(self, permission: Permission, subject: Case) -> None:
        """Being asked for a view is enough, also before it is committed: the study is what is looked at."""
        facts = subject.access_facts()
        decision = may(self.actor, permission, facts)
        if decision:
            return
        if not may(self.actor, Permission.CASE_VIEW, facts):
            raise NotVisible
        self.note_refusal(decision.code, str(subject.pk))
        raise Forbidden(decision.code, "")

    def record_one(self, action: AccessAction, subject: Any, purpose: str = "") -> None:
        """A look at the study in PACS, told apart from a look at the case."""
        super().record_one(AccessAction.REVEAL, subject, "opened in PACS")

    def get(self, request: HttpRequest, pk: UUID, case_study_id: UUID) -> HttpResponse:
        """Go there."""
        sealed = self.subject.access_facts().is_related(self.actor, Relation.REVIEWER_SEALED)
        rows = [one for one in self.subject.case_studies.all() if not sealed or one.part in SHOWN_TO_REVIEWERS]
        row = next((one for one in rows if one.pk == case_study_id), None)
        address = pacs_address(row.study) if row is not None else ""
        if not address:
            raise Http404
        answer = HttpResponseRedirect(address)
        for name, value in _PRIVATE.items():
            answer.headers[name] = value
        return answer


class AccessionList(GuardedView):
    """The numbers of some cases, to be typed or pasted into PACS. Never for the room."""

    permission = Permission.IDENTIFIER_REVEAL
    template_name = "cases/accessions.html"

    def answer(self, request: HttpRequest, case_ids: Iterable[UUID], title: str, back: str) -> HttpResponse:
        """The page, or the numbers alone as a text file; the look at each case is recorded in one row."""
        cases = cases_to_load(self.actor, case_ids)
        rows = accession_rows(cases)
        self.record_reveal([case.pk for case in cases])
        text = accessions_as_text(rows)
        if request.GET.get("as") == "text":
            named = {**_PRIVATE, "Content-Disposition": 'attachment; filename="accessions.txt"'}
            return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=named)
        page = self.page(
            {
                "page_title": title,
                "columns": accession_columns(),
                "table": rows,
                "text": text,
                "lines": max(3, text.count("\n")),
                "back": back,
            }
        )
        page.headers["Cache-Control"] = _PRIVATE["Cache-Control"]
        # With no referrer at all browsers hide where a form comes from, and nobody could sign out here.
        page.headers["Referrer-Policy"] = "strict-origin"
        return page

    def record_reveal(self, ids: list[UUID]) -> None:
        """One row with the count and a digest, as for every list."""
        self.record_list(ids, "cases.case", {"shown": "accession numbers"})


class TriageAccessions(AccessionList):
    """The numbers of the cases that wait for triage."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them."""
        waiting = list(triage_queue(self.actor).values_list("pk", flat=True)[:AT_ONCE])
        return self.answer(request, waiting, _("Accession numbers of the cases in triage"), reverse("cases:triage"))
