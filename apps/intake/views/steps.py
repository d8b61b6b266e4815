"""From the file to checked rows: send it, say where the headings are, match columns and words."""

from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.cases.forms.base import choices_of
from apps.cases.queries.taxonomies import keeps_reference
from apps.core.errors import DomainError, Invalid
from apps.core.forms.base import PlatformForm
from apps.intake.domain.checking import sheet_and_columns
from apps.intake.domain.headings import WordsOfColumn, guessed_heading_row, words_of_column
from apps.intake.domain.importing import (
    choice_columns,
    receive_file,
    settle_columns,
    settle_headings,
    settle_words,
)
from apps.intake.domain.keeping import table_of
from apps.intake.domain.mapping import SheetMapping, mapping_from_json
from apps.intake.domain.rows import rows_of
from apps.intake.domain.working import start_check
from apps.intake.forms.matching import ColumnsForm, WordsForm
from apps.intake.forms.sending import HeadingsForm, SendSpreadsheetForm
from apps.intake.presenters.imports import first_rows, samples_of
from apps.intake.queries.imports import departments_to_import_into
from apps.intake.views.base import ImportFormPage

_SAMPLED = 30


class SendSpreadsheet(GuardedView):
    """Takes the file; nothing comes in before somebody has seen what it would become."""

    permission = Permission.CASE_IMPORT
    object_label = "intake.caseimport"
    template_name = "intake/send.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form."""
        return self._show(self._form())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Read the file or say why it cannot be."""
        form = self._form(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(form)
        departments = {str(one.pk): one.pk for one in departments_to_import_into(self.actor)}
        upload = form.cleaned_data["file"]
        try:
            found = receive_file(
                actor=self.actor,
                department_id=departments[form.cleaned_data["department"]],
                name=upload.name,
                content=upload.read(),
            )
        except Invalid as refusal:
            form.refuse(refusal)
            return self._show(form)
        return redirect("intake:headings", found.pk)

    def _form(self, data: Any = None, files: Any = None) -> SendSpreadsheetForm:
        departments = choices_of((one.pk, one.name) for one in departments_to_import_into(self.actor))
        return SendSpreadsheetForm(data, files, departments=departments)

    def _show(self, form: SendSpreadsheetForm) -> HttpResponse:
        return self.page({"form": form, "page_title": _("Bring your spreadsheet"), "back": reverse("intake:list")})


class ChooseHeadings(ImportFormPage):
    """Which sheet, and in which row its headings stand."""

    title = _("Where are the headings?")
    template_name = "intake/headings.html"

    def build(self, data: QueryDict | None = None) -> HeadingsForm:
        """The form, filled with what looks right."""
        table = table_of(self.subject)
        chosen = mapping_from_json(self.subject.mapping)
        sheet = table.sheet(chosen.sheet)
        initial: dict[str, Any] = {
            "sheet": sheet.name,
            "heading_row": chosen.heading_row if self.subject.mapping else guessed_heading_row(sheet),
            "heading_rows": str(chosen.heading_rows),
            "dates": chosen.dates,
            "expected_version": self.subject.version,
        }
        return HeadingsForm(data, initial=initial, sheets=[(one.name, one.name) for one in table.sheets])

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """The top of each sheet."""
        table = table_of(self.subject)
        return {
            "sheets": [{"name": one.name, "notes": one.notes, "rows": first_rows(one)} for one in table.sheets[:8]],
            "button": _("Go on to the columns"),
        }

    def carry_out(self, form: HeadingsForm) -> str:
        """Keep it; on to the columns."""
        given = form.cleaned_data
        found = settle_headings(
            actor=self.actor,
            import_id=self.subject.pk,
            expected_version=given["expected_version"],
            sheet=given["sheet"],
            heading_row=given["heading_row"],
            heading_rows=int(given["heading_rows"]),
            dates=given["dates"],
        )
        return reverse("intake:columns", args=[found.pk])


class MatchColumns(ImportFormPage):
    """What each column is, and what is the same for every row."""

    title = _("What are the columns?")
    template_name = "intake/columns.html"

    def build(self, data: QueryDict | None = None) -> ColumnsForm:
        """A question for each column."""
        mapping = _chosen(self)
        sheet, columns = sheet_and_columns(table_of(self.subject), mapping)
        top = [row for _number, row in islice(rows_of(sheet, mapping, columns), _SAMPLED)]
        return ColumnsForm(
            data,
            initial={"expected_version": self.subject.version},
            columns=columns,
            samples=samples_of(columns, top, mapping),
            mapping=mapping,
            keeps_scores=keeps_reference(self.subject.department_id),
        )

    def in_its_words(self, refusal: DomainError, form: PlatformForm) -> DomainError:
        """What must be the same for every row is asked under a name of its own; columns are asked as a whole."""
        if isinstance(refusal, Invalid) and isinstance(form, ColumnsForm):
            fields = {form.on_the_page(key) or "__all__": words for key, words in refusal.fields.items()}
            return Invalid(refusal.code, refusal.message, fields)
        return refusal

    def carry_out(self, form: ColumnsForm) -> str:
        """Keep it; on to the words."""
        found = settle_columns(
            actor=self.actor,
            import_id=self.subject.pk,
            expected_version=form.cleaned_data["expected_version"],
            columns=form.chosen_columns(),
            constants=form.chosen_constants(),
        )
        return reverse("intake:words", args=[found.pk])


class MatchWords(ImportFormPage):
    """Which of their words is which of ours; then every row is checked."""

    title = _("What do the words mean?")
    template_name = "intake/words.html"

    def build(self, data: QueryDict | None = None) -> WordsForm:
        """A question for each different word."""
        mapping = _chosen(self)
        return WordsForm(
            data,
            initial={"expected_version": self.subject.version},
            lists=self._lists(mapping),
            mapping=mapping,
        )

    def _lists(self, mapping: SheetMapping) -> list[WordsOfColumn]:
        sheet, columns = sheet_and_columns(table_of(self.subject), mapping)
        rows = [row for _number, row in rows_of(sheet, mapping, columns)]
        return [words_of_column(key, column, rows) for key, column in choice_columns(mapping, columns)]

    def carry_out(self, form: WordsForm) -> str:
        """Keep it, and check the rows."""
        settle_words(
            actor=self.actor,
            import_id=self.subject.pk,
            expected_version=form.cleaned_data["expected_version"],
            values=form.chosen(),
        )
        return start_check(actor=self.actor, import_id=self.subject.pk).get_absolute_url()


def _chosen(view: ImportFormPage) -> SheetMapping:
    """What was decided; raises Invalid when nothing was yet."""
    if not view.subject.mapping:
        raise Invalid("no_headings", "")
    return mapping_from_json(view.subject.mapping)
