"""Acting for a patient: taking it on, handing it over, recording what was done."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.access.policy import may
from apps.cases.domain.contacting import ContactFacts, record_contact
from apps.cases.domain.escalating import acknowledge, complete, hand_over, possible_leads
from apps.cases.enums import EscalationStatus
from apps.cases.forms.base import choices_of
from apps.cases.forms.patient_first import ContactForm
from apps.cases.forms.working import CompleteEscalationForm, HandOverForm
from apps.cases.models import Escalation
from apps.cases.presenters import escalation_page as page_words
from apps.cases.presenters.case_page import patient_words
from apps.cases.presenters.studies import case_studies
from apps.cases.presenters.words import escalation_tag, title_of
from apps.cases.queries.detail import escalation_for
from apps.cases.queries.escalation_order import own_hours
from apps.cases.views.form_page import FormPage
from apps.core.forms.base import PlatformForm
from apps.core.presenting import clinical_time
from apps.journeys.domain.identifying import reveal_identifiers
from apps.journeys.forms.studies import RevealForm
from apps.journeys.presenters.studies import identifier_rows


class EscalationPage(FormPage):
    """One request to act for a patient; the form records what was done."""

    permission: ClassVar[Permission] = Permission.ESCALATION_VIEW
    object_label = "cases.escalation"
    form_class: ClassVar[type[PlatformForm]] = CompleteEscalationForm
    template_name = "cases/escalation.html"

    def load(self, **kwargs: Any) -> Escalation:
        """The request."""
        return escalation_for(self.actor, kwargs["pk"])

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """What is known of the patient's need, and what can be done now."""
        found: Escalation = self.subject
        facts = found.access_facts()
        handles = bool(may(self.actor, Permission.ESCALATION_HANDLE, facts))
        is_open = found.status != EscalationStatus.DONE
        return {
            "escalation": found,
            "case": found.case,
            "case_title": title_of(found.case),
            "status": escalation_tag(found.status),
            "patient_words": patient_words(found.case),
            "studies": case_studies(found.case),
            "reads_case": bool(may(self.actor, Permission.CASE_VIEW, facts)),
            "logged_by": page_words.logged_by(self.actor, found.case),
            "contacts": page_words.contact_rows(found),
            "steps": page_words.step_rows(found),
            "waiting": page_words.waiting_words(found, own_hours(found)) if is_open else "",
            "acted": clinical_time(found.acted) if found.acted else "",
            "to_reveal": bool(page_words.patient_studies(self.actor, found.case)),
            "reveal_form": form if isinstance(form, RevealForm) else RevealForm(),
            "contact_form": form if isinstance(form, ContactForm) else ContactForm(),
            "handles": handles and is_open,
            "can_acknowledge": handles and found.status == EscalationStatus.RAISED,
            "hand_over_form": self.hand_over_form(form),
            "complete_form": form if isinstance(form, CompleteEscalationForm) else CompleteEscalationForm(),
        }

    def hand_over_form(self, form: PlatformForm) -> PlatformForm:
        """The form as typed, or a new one."""
        return form if isinstance(form, HandOverForm) else HandOverForm(leads=self.leads())

    def leads(self) -> list[tuple[str, str]]:
        """Who else could act."""
        people = possible_leads(self.subject.case.department_id)
        return choices_of((one.pk, one.full_name) for one in people if one.pk != self.subject.lead_id)

    def carry_out(self, form: Any) -> str:
        """Record what was done."""
        given = form.cleaned_data
        complete(
            actor=self.actor,
            escalation_id=self.subject.pk,
            done_what=given["done_what"],
            acted=given["acted"],
        )
        messages.success(self.request, _("What was done for the patient is recorded."))
        return reverse("cases:escalation", args=[self.subject.pk])


class HandOverEscalation(EscalationPage):
    """Name somebody else to act."""

    form_class = HandOverForm
    http_method_names = ["post", "options"]

    def options_of_form(self) -> dict[str, Any]:
        """The people to choose from."""
        return {"leads": self.leads()}

    def carry_out(self, form: Any) -> str:
        """Hand it over."""
        chosen = form.cleaned_data["lead"]
        hand_over(actor=self.actor, escalation_id=self.subject.pk, lead_id=UUID(chosen))
        messages.success(self.request, _("It is handed over. The new lead was told."))
        return reverse("cases:escalation", args=[self.subject.pk])


class RecordContact(EscalationPage):
    """Write down one attempt to reach somebody."""

    form_class = ContactForm
    http_method_names = ["post", "options"]

    def carry_out(self, form: Any) -> str:
        """Keep it."""
        given = form.cleaned_data
        record_contact(
            actor=self.actor,
            escalation_id=self.subject.pk,
            facts=ContactFacts(
                who=given["who"],
                channel=given["channel"],
                result=given["result"],
                tried=given["tried"],
                note=given["note"],
            ),
            key=given["submission_key"],
        )
        messages.success(self.request, _("The contact is written down."))
        return f"{reverse('cases:escalation', args=[self.subject.pk])}#contacts"


class RevealPatient(EscalationPage):
    """Who the patient is, once the reason is recorded; the page is kept nowhere."""

    form_class = RevealForm
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Record the look and show the identifiers, or say why not."""
        form = RevealForm(request.POST)
        studies = page_words.patient_studies(self.actor, self.subject.case)
        if not studies:
            raise Http404
        if not form.is_valid():
            return self.show(form)
        study = studies[0].study
        if study.patient_id is None:
            raise Http404
        details = reveal_identifiers(
            actor=self.actor, patient_id=study.patient_id, study_id=study.pk, reason=form.cleaned_data["reason"]
        )
        shown = {"form": form, **self.context(form), "identifiers": identifier_rows(details)}
        response = self.page(shown)
        response["Cache-Control"] = "private, no-store"
        return response


class AcknowledgeEscalation(EscalationPage):
    """Take it on; a button without a form."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Acknowledge it."""
        found: Escalation = self.subject
        if found.status == EscalationStatus.ACKNOWLEDGED and found.acknowledged_by_id == self.actor.user_id:
            # The second half of a double click.
            return redirect("cases:escalation", pk=found.pk)
        acknowledge(actor=self.actor, escalation_id=found.pk)
        messages.success(request, _("You took it on. Record here what was done."))
        return redirect("cases:escalation", pk=found.pk)
