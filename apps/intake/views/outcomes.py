"""From checked rows to cases and back: the list, the import's page, importing, undoing, the list of faults."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from apps.access.guarded import GuardedView
from apps.access.models import AccessAction
from apps.access.permissions import Permission
from apps.cases.queries.visible import visible_to as visible_cases
from apps.core.errors import Refused
from apps.core.forms.base import PlatformForm
from apps.intake.domain import keeping
from apps.intake.domain.checking import sheet_and_columns
from apps.intake.domain.faulty_rows import as_csv, as_workbook, faulty_rows
from apps.intake.domain.importing import discard
from apps.intake.domain.mapping import mapping_from_json
from apps.intake.domain.undoing import undo_plan
from apps.intake.domain.working import has_stopped, start_import, start_undo, step_back
from apps.intake.enums import ImportMode, ImportState
from apps.intake.forms.matching import ImportForm, UndoForm
from apps.intake.presenters import imports as presenting
from apps.intake.queries.imports import cases_of, job_of, visible_to
from apps.intake.views.base import ImportFormPage, OneImport

_LISTED = 50
_CASES = 50
_STAYING = 50
# How soon a page that waits asks again; the browser does it without a script.
_LOOK_AGAIN_SECONDS = 3
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportList(GuardedView):
    """The imports of the person's departments, the newest first."""

    permission = Permission.CASE_IMPORT
    object_label = "intake.caseimport"
    template_name = "intake/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The newest ones; older ones have long been cases."""
        found = list(visible_to(self.actor)[:_LISTED])
        self.record_list([one.pk for one in found], "intake.caseimport")
        return self.page(
            {
                "page_title": _("Imports of cases"),
                "columns": presenting.list_columns(),
                "rows": presenting.list_rows(found),
            }
        )


class ImportDetail(ImportFormPage):
    """Where an import stands: how far the work is, what would come in, what came in, what went back."""

    template_name = "intake/detail.html"
    states = frozenset(ImportState)

    def build(self, data: QueryDict | None = None) -> PlatformForm:
        """The form that imports, while there is something to import."""
        return ImportForm(
            data, initial={"expected_version": self.subject.version}, has_faults=bool(self.subject.faulty_count)
        )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The page; while a worker has the import, it asks again by itself."""
        response = self.show(self.build())
        if presenting.is_working(self.subject) and not has_stopped(self.subject):
            response["Refresh"] = str(_LOOK_AGAIN_SECONDS)
        return response

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Import."""
        if self.subject.state != ImportState.CHECKED:
            return redirect(self.subject.get_absolute_url())
        return super().post(request, **kwargs)

    def carry_out(self, form: ImportForm) -> str:
        """Make the cases, now or by a worker."""
        found = start_import(
            actor=self.actor,
            import_id=self.subject.pk,
            expected_version=form.cleaned_data["expected_version"],
            mode=ImportMode(form.cleaned_data["mode"]),
        )
        if found.state == ImportState.IMPORTED:
            messages.success(self.request, _("The cases came in. Look through them while the import can be undone."))
        return found.get_absolute_url()

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """What there is to see in the import's state."""
        state = ImportState(self.subject.state)
        context: dict[str, Any] = {
            "page_title": self.subject.file_name,
            "state": state.value,
            "counts": presenting.counts(self.subject),
            "is_working": presenting.is_working(self.subject),
            "has_stopped": has_stopped(self.subject),
            "progress": self._progress(),
            "is_kept": keeping.is_kept(self.subject),
            "undo_until": presenting.undo_until(self.subject),
        }
        if context["is_kept"] and state in (ImportState.CHECKED, ImportState.IMPORTED):
            context |= self._findings()
        if state in (ImportState.IMPORTED, ImportState.UNDONE):
            context |= self._cases()
        return context

    def _progress(self) -> int:
        job = job_of(self.subject)
        return job.progress if job else 0

    def _findings(self) -> dict[str, Any]:
        findings = keeping.findings_of(self.subject)
        mapping = mapping_from_json(self.subject.mapping)
        columns = sheet_and_columns(keeping.table_of(self.subject), mapping)[1] if findings.faults else []
        return {
            "faults": presenting.fault_rows(findings.faults, mapping, columns),
            "fault_columns": presenting.fault_columns(),
            "preview": [{"cells": one} for one in findings.preview],
            "preview_columns": presenting.preview_columns(),
            "calls": findings.calls,
        }

    def _cases(self) -> dict[str, Any]:
        marked = self.request.GET.get("show") == "marked"
        after = self.request.GET.get("after", "")
        found = cases_of(self.subject, visible_cases(self.actor), marked=marked)
        if after.isascii() and after.isdigit() and len(after) < 10:
            found = found.filter(row__gt=int(after))
        listed = list(found[: _CASES + 1])
        self.record_list([one.case_id for one in listed[:_CASES]], "cases.case")
        return {
            "cases": presenting.case_rows(listed[:_CASES]),
            "case_columns": presenting.case_columns(),
            "only_marked": marked,
            "next_row": listed[_CASES - 1].row if len(listed) > _CASES else None,
        }


class UndoImport(ImportFormPage):
    """What undoing would take back and what would stay; then does it."""

    title = _("Undo this import?")
    template_name = "intake/undo.html"
    states = frozenset({ImportState.IMPORTED})

    def build(self, data: QueryDict | None = None) -> PlatformForm:
        """The version alone."""
        return UndoForm(data, initial={"expected_version": self.subject.version})

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """How many would go; which would stay."""
        plan = undo_plan(self.subject)
        staying = cases_of(self.subject, visible_cases(self.actor)).filter(case__in=plan.staying[:_STAYING])
        return {
            "going": len(plan.going),
            "staying": len(plan.staying),
            "staying_rows": presenting.case_rows(staying),
            "case_columns": presenting.case_columns(),
            "undo_until": presenting.undo_until(self.subject),
        }

    def carry_out(self, form: UndoForm) -> str:
        """Take them back."""
        found = start_undo(
            actor=self.actor, import_id=self.subject.pk, expected_version=form.cleaned_data["expected_version"]
        )
        return found.get_absolute_url()


class DiscardImport(OneImport):
    """Gives an import up before anything came in; its file is deleted."""

    access_action = None

    def post(self, request: HttpRequest, import_id: UUID) -> HttpResponse:
        """Give it up; a second click changes nothing."""
        try:
            discard(actor=self.actor, import_id=import_id)
        except Refused:
            return redirect(self.subject.get_absolute_url())
        messages.success(request, _("The import is given up and its file is deleted. No case came in."))
        return redirect("intake:list")


class TryAgain(OneImport):
    """Gives an import whose work stopped back to the person."""

    access_action = None

    def post(self, request: HttpRequest, import_id: UUID) -> HttpResponse:
        """Back to where it was before the work."""
        # A refusal means that it goes on after all; the page says how far it is.
        with suppress(Refused):
            step_back(actor=self.actor, import_id=import_id)
        return redirect(self.subject.get_absolute_url())


class FaultyRows(OneImport):
    """The rows that cannot be imported, with what is wrong, to be put right and sent again."""

    access_action = AccessAction.DOWNLOAD
    kind: str = "csv"

    def get(self, request: HttpRequest, import_id: UUID) -> HttpResponseBase:
        """The list as CSV or as a workbook."""
        try:
            lines = faulty_rows(self.subject)
        except Refused:
            return redirect(self.subject.get_absolute_url())
        name = f"{self.subject.file_name.rpartition('.')[0] or 'rows'}-to-put-right.{self.kind}"
        response: HttpResponseBase
        if self.kind == "csv":
            response = StreamingHttpResponse(as_csv(lines), content_type="text/csv; charset=utf-8")
        else:
            response = HttpResponse(as_workbook(lines), content_type=_WORKBOOK)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "private, no-store"
        return response
