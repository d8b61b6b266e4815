"""The list of governance records, one record, and opening one."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.cases.models import Case
from apps.cases.queries.visible import visible_to as visible_cases
from apps.cases.views.form_page import FormPage
from apps.core.errors import Invalid, NotVisible
from apps.core.forms.base import PlatformForm
from apps.governance.domain.opening import add_reference, open_record
from apps.governance.forms.record import OpenForm, ReferenceForm
from apps.governance.models import CaseGovernance
from apps.governance.presenters import record as words
from apps.governance.presenters.trail import trail_of
from apps.governance.queries.records import PAGE, departments_kept, newest, whole
from apps.governance.queries.visible import record_seen


class RecordList(FormPage):
    """The records that one keeps, and opening one by the reference of its case."""

    permission = Permission.GOVERNANCE_RECORD
    form_class = OpenForm
    template_name = "governance/list.html"

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """The newest records; the settings of one's trusts."""
        found = list(newest(self.actor)[:PAGE])
        self.record_list([one.pk for one in found], "governance.casegovernance")
        settings = [
            {"text": one.name, "href": reverse("governance:settings", args=[one.pk])}
            for one in departments_kept(self.actor)
        ]
        return {"columns": words.columns(), "rows": words.rows(found), "settings": settings, "most": PAGE}

    def carry_out(self, form: Any) -> str:
        """Open it, or go to the one that is there."""
        try:
            record = open_record(actor=self.actor, reference=form.cleaned_data["reference"])
        except NotVisible as hidden:
            raise Invalid(
                "unknown_case",
                _("Check the reference."),
                {"reference": _("There is no case with this reference whose record you keep.")},
            ) from hidden
        return reverse("governance:detail", args=[record.pk])


class OneRecord(GuardedView):
    """A page about one governance record."""

    permission = Permission.GOVERNANCE_RECORD
    object_label: ClassVar[str] = "governance.casegovernance"
    subject: CaseGovernance

    def load(self, **kwargs: Any) -> CaseGovernance:
        """The record."""
        return record_seen(self.actor, kwargs["record_id"])


class RecordDetail(OneRecord):
    """Everything that governance keeps about one case, and its own trail."""

    template_name = "governance/detail.html"

    def get(self, request: HttpRequest, record_id: UUID) -> HttpResponse:
        """Show it."""
        reads_case = visible_cases(self.actor).filter(pk=self.subject.case_id).exists()
        context = {
            **words.detail(whole(self.subject)),
            "trail": trail_of(self.subject),
            "case_href": self.subject.case.get_absolute_url() if reads_case else "",
        }
        return self.page(context)


class NoteReference(FormPage):
    """The case's number in the incident system; for chairs as well, who read nothing of the record here."""

    permission = Permission.INCIDENT_RECORD
    view_permission = Permission.CASE_VIEW
    form_class = ReferenceForm
    template_name = "governance/reference.html"
    subject: Case

    def load(self, **kwargs: Any) -> Case:
        """The case, if the actor may read it."""
        related = visible_cases(self.actor).prefetch_related("readers", "reviews", "escalations")
        found = related.filter(pk=kwargs["case_id"]).first()
        if found is None:
            raise NotVisible
        return found

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """Which case."""
        return {"case": self.subject}

    def carry_out(self, form: Any) -> str:
        """Note it."""
        given = form.cleaned_data
        add_reference(actor=self.actor, case_id=self.subject.pk, reference=given["reference"], system=given["system"])
        messages.success(self.request, _("The number is noted. Clinical governance sees it."))
        return self.subject.get_absolute_url()
