"""Putting a step on a study's journey, taking back what was typed, and saying whose study it is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.form_page import OneFormPage
from apps.access.permissions import Permission
from apps.access.policy import may
from apps.journeys.domain.journey_steps import record_step, set_groups, take_back_step
from apps.journeys.enums import READING_STAGES, GroupKind, JourneyStage, RecordSource
from apps.journeys.forms.journey import GroupsForm, StepForm, TakeBackForm
from apps.journeys.models import JourneyEvent, Study
from apps.journeys.presenters import studies as presenting
from apps.journeys.presenters.journey import group_choices
from apps.journeys.queries.limits import groups_of
from apps.journeys.queries.listing import study_seen_by
from apps.journeys.queries.visible import sees_reader_names


class StudyFormPage(OneFormPage):
    """A page with one form about one study; who may import or log cases in its department may send it."""

    permission = Permission.CASE_LOG
    view_permission = Permission.STUDY_VIEW
    object_label = "journeys.study"
    template_name = "journeys/form.html"
    subject: Study
    title = ""
    lead = ""
    button = ""

    def load(self, **kwargs: Any) -> Study:
        """The study, if the actor may see it."""
        return study_seen_by(self.actor, kwargs["study_id"])

    def ask(self, permission: Permission, subject: Any) -> None:
        """Who imports studies here puts them right as well."""
        if may(self.actor, Permission.STUDY_IMPORT, subject.access_facts()):
            permission = Permission.STUDY_IMPORT
        super().ask(permission, subject)

    def current_version(self) -> int:
        """The study's."""
        return self.subject.version

    def initial(self) -> dict[str, Any]:
        """The version on the screen."""
        return {"expected_version": self.subject.version}

    def context(self, form: Any) -> dict[str, Any]:
        """The study and what this page does."""
        return {
            "page_title": self.title,
            "lead": self.lead,
            "button": self.button,
            "study": self.subject,
            "heading": presenting.heading(self.subject),
        }

    def done(self, words: str) -> str:
        """Say so, and go back to the study."""
        messages.success(self.request, words)
        return reverse("journeys:detail", args=[self.subject.pk])


class RecordStep(StudyFormPage):
    """Add a step, or correct what is told of one."""

    form_class = StepForm

    def initial(self) -> dict[str, Any]:
        """The step that the address names, with what was typed of it before."""
        stage = self.request.GET.get("stage", "")
        first = super().initial()
        if stage not in JourneyStage.values:
            return first
        first["stage"] = stage
        typed = self._typed(stage)
        if typed is None:
            return first
        words = "" if self._hides_words(stage) else typed.responsible
        return first | {"time": typed.time, "role": typed.role, "responsible": words}

    def _typed(self, stage: str) -> JourneyEvent | None:
        """What was typed of this step before."""
        rows = (row for row in self.subject.events.all() if row.origin == RecordSource.MANUAL)
        return next((row for row in rows if row.stage == stage), None)

    def _hides_words(self, stage: str) -> bool:
        """Whether the words of this step name an original reader whom the actor may not know."""
        return stage in READING_STAGES and not sees_reader_names(self.actor, self.subject)

    def context(self, form: Any) -> dict[str, Any]:
        """What is recorded stays beside what is typed."""
        return super().context(form) | {
            "page_title": _("Add or correct a step"),
            "lead": _("What other sources say stays beside it. Yours counts, because you looked at the record."),
            "button": _("Save"),
        }

    def carry_out(self, form: Any) -> str:
        """Record it."""
        given = form.cleaned_data
        typed = self._typed(given["stage"])
        if not given["responsible"] and typed is not None and self._hides_words(given["stage"]):
            # Words that were not shown are not taken away by leaving them empty.
            given["responsible"] = typed.responsible
        record_step(
            actor=self.actor,
            study_id=self.subject.pk,
            expected_version=given["expected_version"],
            stage=JourneyStage(given["stage"]),
            time=given["time"],
            role=given["role"],
            responsible=given["responsible"],
            reason=given["reason"],
        )
        return self.done(_("The step is recorded."))


class TakeBackStep(StudyFormPage):
    """Take back what was typed by mistake; the systems' own times count again."""

    form_class = TakeBackForm

    def options_of_form(self) -> dict[str, Any]:
        """The steps of which something was typed."""
        typed = [row for row in self.subject.events.all() if row.origin == RecordSource.MANUAL]
        return {"typed": [(row.stage, row.get_stage_display()) for row in typed]}

    def context(self, form: Any) -> dict[str, Any]:
        """What taking back means."""
        return super().context(form) | {
            "page_title": _("Take back a typed step"),
            "lead": _("The trail keeps that it was typed and taken back, and why."),
            "button": _("Take it back"),
            "warning": True,
        }

    def carry_out(self, form: Any) -> str:
        """Take it back."""
        given = form.cleaned_data
        take_back_step(
            actor=self.actor,
            study_id=self.subject.pk,
            expected_version=given["expected_version"],
            stage=JourneyStage(given["stage"]),
            reason=given["reason"],
        )
        return self.done(_("What was typed is taken back."))


class SetGroups(StudyFormPage):
    """Say which patient group the study belongs to, and how pressing it was."""

    form_class = GroupsForm

    def options_of_form(self) -> dict[str, Any]:
        """The trust's words."""
        groups, study = groups_of([self.subject.trust_id]), self.subject
        return {
            "groups": group_choices(groups, GroupKind.PATIENT_GROUP, study.patient_group),
            "priorities": group_choices(groups, GroupKind.PRIORITY, study.priority),
        }

    def initial(self) -> dict[str, Any]:
        """What is recorded."""
        said = {"patient_group": self.subject.patient_group, "priority": self.subject.priority}
        return super().initial() | said

    def context(self, form: Any) -> dict[str, Any]:
        """What it is for."""
        return super().context(form) | {
            "page_title": _("Patient group and priority"),
            "lead": _("They decide which of your trust’s limits holds for this study."),
            "button": _("Save"),
        }

    def carry_out(self, form: Any) -> str:
        """Save both."""
        given = form.cleaned_data
        set_groups(
            actor=self.actor,
            study_id=self.subject.pk,
            expected_version=given["expected_version"],
            patient_group=given["patient_group"],
            priority=given["priority"],
        )
        return self.done(_("Patient group and priority are saved."))
