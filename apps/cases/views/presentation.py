"""Writing what the room will see, and clearing the identifier screen."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.cases.domain.presenting import findings_of, justify_finding, save_presentation
from apps.cases.domain.screening import known_for_cases, presentation_is_clean
from apps.cases.forms.working import JustifyForm, PresentationForm
from apps.cases.models import Case
from apps.cases.presenters import case_page
from apps.cases.presenters.presentation import finding_rows
from apps.cases.presenters.screening import screened_form
from apps.cases.presenters.seeing import sees
from apps.cases.presenters.words import title_of
from apps.cases.queries.detail import whole_case
from apps.cases.views.form_page import FormPage
from apps.core.forms.base import PlatformForm

_WORDS = ("title", "vignette", "question", "reveal")


class EditPresentation(FormPage):
    """The editor beside the submission; saving screens the copy and keeps it, clean or not."""

    permission = Permission.PRESENTATION_EDIT
    view_permission = Permission.CASE_VIEW
    form_class = PresentationForm
    template_name = "cases/presentation.html"
    justifying: JustifyForm | None = None

    def load(self, **kwargs: Any) -> Case:
        """The case."""
        return whole_case(self.actor, kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        """The copy as it is; version 0 where there is none."""
        copy = getattr(self.subject, "presentation", None)
        words = {name: getattr(copy, name, "") for name in _WORDS}
        return {"expected_version": copy.version if copy else 0, **words}

    def current_version(self) -> int:
        """The copy's version now."""
        version: int = self.initial()["expected_version"]
        return version

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """The submission beside it, and what the screen found in the copy as it is kept."""
        case: Case = self.subject
        known = known_for_cases([case])
        rows = finding_rows(case, findings_of(case), known)
        for place, row in enumerate(rows):
            row["form"] = self._justify_form(place, row)
        return {
            "case": case,
            "case_title": title_of(case),
            "summary": case_page.summary_rows(case, sees(self.actor, case)),
            "findings": rows,
            "screened": screened_form(reverse("cases:screen", args=[case.pk]), " ".join(_WORDS)),
            "has_copy": getattr(case, "presentation", None) is not None,
            "is_clean": presentation_is_clean(case),
        }

    def _justify_form(self, place: int, row: dict[str, Any]) -> JustifyForm:
        """The finding's own small form; as typed where it was just refused."""
        named = {name: row[name] for name in ("field", "kind", "start")}
        given = self.justifying
        if given is not None and all(str(given.data.get(name)) == str(value) for name, value in named.items()):
            return given
        return JustifyForm(initial=named, auto_id=f"id_finding_{place}_%s")

    def carry_out(self, form: Any) -> str:
        """Save and screen."""
        given = form.cleaned_data
        copy, left = save_presentation(
            actor=self.actor,
            case_id=self.subject.pk,
            words={name: given[name] for name in _WORDS},
            expected_version=given["expected_version"],
        )
        if left:
            messages.warning(
                self.request, _("Saved. The identifier screen found something: remove it or say why it may stay.")
            )
            return reverse("cases:presentation", args=[self.subject.pk])
        if not copy.screened_sha256:
            messages.warning(
                self.request,
                _("Saved. An image of the copy is not confirmed as it is now, so the room sees nothing yet."),
            )
            return reverse("cases:files", args=[self.subject.pk])
        messages.success(self.request, _("Saved, and the identifier screen is clear."))
        return f"{self.subject.get_absolute_url()}#copy"


class JustifyFinding(EditPresentation):
    """Say why one finding may stay."""

    http_method_names = ["post", "options"]

    def build(self, data: Any = None) -> PlatformForm:
        """The finding's own form."""
        form = JustifyForm(data, auto_id="id_justify_%s")
        self.justifying = form
        return form

    def show(self, form: PlatformForm, status: int = 200) -> HttpResponse:
        """The editor's page, with the refused reason as typed; the list of problems is this form's."""
        editor = PresentationForm(initial=self.initial())
        return self.page({"form": form, "editor": editor, **self.context(form)}, status=status)

    def carry_out(self, form: Any) -> str:
        """Record the reason and screen again."""
        given = form.cleaned_data
        left = justify_finding(
            actor=self.actor,
            case_id=self.subject.pk,
            field=given["field"],
            kind=given["kind"],
            start=given["start"],
            justification=given["justification"],
        )
        words = _("The reason is recorded, and the identifier screen is clear.")
        messages.success(self.request, _("The reason is recorded.") if left else words)
        return reverse("cases:presentation", args=[self.subject.pk])
