"""Writing in one governance record: decisions, steps, assessment, and handing over."""

from abc import abstractmethod
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.models import AccessAction
from apps.access.permissions import Permission
from apps.accounts.models import Department
from apps.cases.presenters.presentation import in_its_place
from apps.cases.views.form_page import FormPage
from apps.core.forms.base import PlatformForm
from apps.governance.domain import assessing, recording
from apps.governance.domain.handing_over import findings_in, hand_over, rows_of
from apps.governance.forms.record import AssessmentForm, DecisionForm, StepForm, TrustForm, WhyForm
from apps.governance.models import CandourStep, TrustChoice
from apps.governance.presenters import record as words
from apps.governance.queries.records import choice_of, department_kept, hand_over_of, step_of, whole
from apps.governance.views.records import OneRecord


class RecordPage(OneRecord, FormPage):
    """A page with one form about a record."""

    template_name = "governance/form.html"

    @abstractmethod
    def words(self) -> dict[str, Any]:
        """Title, lead and button."""

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """The record and the words."""
        return {"record": self.subject, **self.words()}


class RecordForm(RecordPage):
    """A form whose words are written as they are; sending it leads back to the record."""

    @abstractmethod
    def write(self, given: dict[str, Any]) -> None:
        """Call the domain."""

    def carry_out(self, form: Any) -> str:
        """Write it, and go back to the record."""
        self.write(form.cleaned_data)
        messages.success(self.request, _("Recorded."))
        return reverse("governance:detail", args=[self.subject.pk])


class Decide(RecordForm):
    """Whether the threshold is met."""

    form_class = DecisionForm

    def words(self) -> dict[str, Any]:
        """What is asked."""
        return {
            "heading": _("Duty of candour: the decision"),
            "lead": _(
                "A person judges it; nothing here works it out. Candour’s “moderate” and LFPSE’s “moderate” are "
                "defined differently."
            ),
            "button": _("Record the decision"),
        }

    def write(self, given: dict[str, Any]) -> None:
        """Record it."""
        names = ("decision", "decided_by", "decided_on", "reason")
        recording.decide_candour(actor=self.actor, record_id=self.subject.pk, **{name: given[name] for name in names})


class AddStep(RecordForm):
    """What was done towards the patient or family."""

    form_class = StepForm

    def words(self) -> dict[str, Any]:
        """What is asked."""
        return {
            "heading": _("Duty of candour: what was done"),
            "lead": _("Record it as it happened, also late or in another order."),
            "button": _("Record it"),
        }

    def write(self, given: dict[str, Any]) -> None:
        """Record it once."""
        names = ("kind", "done_on", "done_by", "words", "apology_given")
        recording.record_step(
            actor=self.actor,
            record_id=self.subject.pk,
            key=given["submission_key"],
            **{name: given[name] for name in names},
        )


class StrikeStep(RecordForm):
    """Strike out what was recorded wrongly."""

    form_class = WhyForm
    step: CandourStep

    def load(self, **kwargs: Any) -> Any:
        """The record, and the step beside it."""
        record = super().load(**kwargs)
        self.step = step_of(record, kwargs["step_id"])
        return record

    def options_of_form(self) -> dict[str, Any]:
        """The question."""
        return {"label": _("What is wrong with it?")}

    def words(self) -> dict[str, Any]:
        """What is asked."""
        return {
            "heading": _("Strike out a step"),
            "lead": _("It stays readable, struck through, and no longer counts."),
            "button": _("Strike it out"),
        }

    def write(self, given: dict[str, Any]) -> None:
        """Strike it."""
        recording.strike_step(actor=self.actor, record_id=self.subject.pk, step_id=self.step.pk, reason=given["words"])


class CloseCandour(RecordForm):
    """How it ended."""

    form_class = WhyForm

    def options_of_form(self) -> dict[str, Any]:
        """The question."""
        return {"label": _("How did it end?")}

    def words(self) -> dict[str, Any]:
        """What is asked."""
        return {"heading": _("Close the duty of candour"), "lead": "", "button": _("Close it")}

    def write(self, given: dict[str, Any]) -> None:
        """Close it."""
        recording.close_candour(actor=self.actor, record_id=self.subject.pk, words=given["words"])


class ReopenCandour(CloseCandour):
    """Open it again."""

    def options_of_form(self) -> dict[str, Any]:
        """The question."""
        return {"label": _("Why is it opened again?")}

    def words(self) -> dict[str, Any]:
        """What is asked."""
        return {"heading": _("Reopen the duty of candour"), "lead": "", "button": _("Reopen it")}

    def write(self, given: dict[str, Any]) -> None:
        """Reopen it."""
        recording.reopen_candour(actor=self.actor, record_id=self.subject.pk, reason=given["words"])


class Assess(RecordPage):
    """Never Event, error, account; grades and response where the trust keeps them."""

    form_class = AssessmentForm

    def options_of_form(self) -> dict[str, Any]:
        """What the trust keeps."""
        choice = choice_of(self.subject.case.department.trust_id)
        return {
            "keeps_lfpse": bool(choice and choice.keeps_lfpse),
            "keeps_psirf": bool(choice and choice.keeps_psirf),
        }

    def initial(self) -> dict[str, Any]:
        """As it stands."""
        return {name: getattr(self.subject, name) for name in assessing.Assessment.__dataclass_fields__}

    def current_version(self) -> int | None:
        """The version that the form shows."""
        return self.subject.version

    def words(self) -> dict[str, Any]:
        """What is asked."""
        return {
            "heading": _("Governance assessment"),
            "lead": _("Kept here only. No page of the case, its review or a meeting shows or asks for any of it."),
            "button": _("Save"),
            "hidden": {"expected_version": self.subject.version},
        }

    def carry_out(self, form: Any) -> str:
        """Keep it."""
        given = self.request.POST.get("expected_version", "")
        assessing.assess(
            actor=self.actor,
            record_id=self.subject.pk,
            given=form.assessment(),
            expected_version=int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None,
        )
        messages.success(self.request, _("Saved."))
        return reverse("governance:detail", args=[self.subject.pk])


class MakeHandOver(RecordPage):
    """What would be handed to the incident system, to print or to take as a table."""

    form_class = PlatformForm
    template_name = "governance/hand_over.html"

    def words(self) -> dict[str, Any]:
        """The table as it would be, and what the screen finds in its words."""
        found = findings_in(self.subject)
        return {
            "rows": rows_of(whole(self.subject)),
            "findings": [
                in_its_place(getattr(self.subject, one.field), one.finding) | {"kind": one.finding.kind.label}
                for one in found
            ],
        }

    def carry_out(self, form: Any) -> str:
        """Make it and keep it; the record then offers it."""
        made = hand_over(actor=self.actor, record_id=self.subject.pk)
        messages.success(self.request, _("Made and kept. Take the table from here, and note the number you are given."))
        return reverse("governance:detail", args=[made.record_id]) + "#hand-over"


class HandedOver(OneRecord):
    """One hand-over, word for word."""

    access_action = AccessAction.EXPORT

    def get(self, request: HttpRequest, record_id: UUID, hand_over_id: UUID) -> HttpResponse:
        """The table as a file."""
        made = hand_over_of(self.subject, hand_over_id)
        name = f"{self.subject.case.reference}-governance.csv"
        return HttpResponse(
            made.content,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
        )


class TrustSettings(FormPage):
    """What a trust keeps besides candour."""

    permission = Permission.GOVERNANCE_RECORD
    object_label: ClassVar[str] = "accounts.department"
    form_class = TrustForm
    template_name = "governance/settings.html"
    subject: Department

    def load(self, **kwargs: Any) -> Department:
        """The department through which the trust is decided for."""
        return department_kept(self.actor, kwargs["department_id"])

    def choice(self) -> TrustChoice | None:
        """What was decided last."""
        return choice_of(self.subject.trust_id)

    def initial(self) -> dict[str, Any]:
        """As it was decided last."""
        names = ("keeps_lfpse", "keeps_psirf", "in_person_days", "written_days", "source_note")
        choice = self.choice()
        return {name: getattr(choice, name) for name in names} if choice else {}

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """The trust, and who decided."""
        return {"trust": self.subject.trust, "decided": words.trust_words(self.choice())}

    def carry_out(self, form: Any) -> str:
        """Decide."""
        names = ("keeps_lfpse", "keeps_psirf", "in_person_days", "written_days", "source_note")
        given = {name: form.cleaned_data[name] for name in names}
        assessing.choose_for_trust(actor=self.actor, department_id=self.subject.pk, **given)
        messages.success(self.request, _("The decision is kept, with your name."))
        return reverse("governance:settings", args=[self.subject.pk])
