"""Logging a case: one screen, and the first save submits it."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.models import AccessAction
from apps.access.permissions import Permission
from apps.cases.domain.escalating import possible_leads
from apps.cases.domain.registering import submit_case
from apps.cases.domain.screening import found_in_narrative, known_for_cases
from apps.cases.enums import PatientAction, Stage
from apps.cases.forms.base import choices_of
from apps.cases.forms.kinds import KIND_OF
from apps.cases.forms.log import LogCaseForm, LogChoices
from apps.cases.models import Case
from apps.cases.presenters.actions import next_step
from apps.cases.presenters.needed import lines_for
from apps.cases.presenters.screening import finding_lines, screened_form
from apps.cases.presenters.studies import study_cards
from apps.cases.presenters.who_sees import short_words, who_sees
from apps.cases.presenters.words import status_tag
from apps.cases.queries.audience import audience_of
from apps.cases.queries.choosing import departments_to_log_in, people_of_trusts
from apps.cases.queries.detail import logged_before, whole_case
from apps.cases.views.log_link import arrive, begin, finish, link_waiting, put_aside
from apps.core.errors import Invalid, Refused
from apps.core.kept_input import initial_from
from apps.core.kept_input import typed as kept_fields
from apps.core.repeating import Repeated
from apps.journeys.models import Study
from apps.journeys.queries.lookup import find_exact
from apps.journeys.queries.visible import visible_to as visible_studies

FIND, REMOVE, SECOND = "find", "remove", "second"


class LogCase(GuardedView):
    """The screen; `?study=<id>` fills in from a study."""

    permission = Permission.CASE_LOG
    object_label = "cases.case"
    template_name = "cases/log.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """An empty form, one about a study, or what was typed before the session ended."""
        kept = initial_from(request)
        if kept is not None:
            return self._show(self._form(kept, self._studies(kept.getlist("studies"))))
        aside = put_aside(request)
        if aside is not None:
            return aside
        begin(request, departments_to_log_in(self.actor)[0].pk)
        key = link_waiting(request)
        return (
            self._from_link(key) if key else self._show(self._form(None, self._studies(request.GET.getlist("study"))))
        )

    @staticmethod
    def before_sign_in(request: HttpRequest) -> HttpResponseBase | None:
        """A number in the address waits in the session, so that no address of the sign-in page carries it."""
        arrive(request)
        return put_aside(request)

    def _from_link(self, key: str) -> HttpResponseBase:
        """The form about the study that another system named; says so plainly when it is not here."""
        found = [study for one in departments_to_log_in(self.actor) for study in find_exact(self.actor, one.pk, key)]
        if found:
            return redirect(f"{reverse('cases:log')}?{urlencode([('study', str(one.pk)) for one in found])}")
        return self._show(self._form(None, []), missing=key)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Look a study up, take one out, or log the case."""
        data = request.POST.copy()
        problem = self._look_up(data)
        if REMOVE in data:
            data.setlist("studies", [one for one in data.getlist("studies") if one != data[REMOVE]])
        form = self._form(data, self._studies(data.getlist("studies")))
        if FIND in data or REMOVE in data:
            form.keep_as_typed()
        if problem:
            form.add_error("study_key", problem)
        if FIND in data or REMOVE in data or not form.is_valid():
            return self._show(form)
        try:
            case = submit_case(actor=self.actor, submission=form.submission(), unless_repeated=SECOND not in data)
        except Repeated as repeated:
            return self._logged_already(request, repeated)
        except (Invalid, Refused) as refusal:
            form.refuse(as_on_the_screen(refusal))
            return self._show(form)
        finish(request)
        return redirect(reverse("cases:received", args=[case.pk]))

    def _logged_already(self, request: HttpRequest, repeated: Repeated) -> HttpResponse:
        """Their own earlier case, and a way to log a second one on purpose with what was typed."""
        typed = [(name, value) for name, values in kept_fields(request).items() for value in values]
        context = {"message": repeated.message, "case_id": repeated.made_id, "typed": typed}
        return self.page(context, status=repeated.status, template="cases/logged_already.html")

    def _look_up(self, data: QueryDict) -> str:
        """Turn a typed accession number into studies of the form; returns what is wrong with it."""
        key, department = data.get("study_key", "").strip(), data.get("department", "")
        if not key:
            return _("Type the accession number first.") if FIND in data else ""
        here = {str(one.pk): one.pk for one in departments_to_log_in(self.actor)}
        found = find_exact(self.actor, here[department], key) if department in here else []
        if not found:
            return _("There is no study with exactly this number in your department. Check it, or leave it empty.")
        for study in found:
            if str(study.pk) not in data.getlist("studies"):
                data.appendlist("studies", str(study.pk))
        data["study_key"] = ""
        return ""

    def _studies(self, ids: list[str]) -> list[Study]:
        """The studies named in the form that this person may see, in the form's order; each look is recorded."""
        wanted = [known for one in ids if (known := _id(one))]
        if not wanted:
            return []
        found = {study.pk: study for study in visible_studies(self.actor).filter(pk__in=wanted[:20])}
        for study in found.values():
            self.record_one(AccessAction.VIEW, study)
        return [found[one] for one in dict.fromkeys(wanted) if one in found]

    def _form(self, data: QueryDict | None, studies: list[Study]) -> LogCaseForm:
        departments = departments_to_log_in(self.actor)
        several = len(departments) > 1
        leads = {person.pk: person.full_name for one in departments for person in possible_leads(one.pk)}
        choices = LogChoices(
            departments=[(str(one.pk), one.name) for one in departments],
            leads=choices_of(leads.items()),
            people=choices_of(people_of_trusts([one.trust_id for one in departments])),
            who_reads=short_words(audience_of(departments[0])) if len(departments) == 1 else {},
            found=studies,
        )
        initial: dict[str, Any] = {"studies": [str(one.pk) for one in studies]}
        if self.request.GET.get("what") in KIND_OF:
            initial["what"] = self.request.GET["what"]
        if several and studies:
            initial["department"] = str(studies[0].department_id)
        return LogCaseForm(data, initial=initial, choices=choices)

    def _show(self, form: LogCaseForm, missing: str = "") -> HttpResponse:
        departments = departments_to_log_in(self.actor)
        return self.page(
            {
                "form": form,
                "studies": study_cards(form.found),
                "missing": missing,
                "panels": [who_sees(audience_of(one)) for one in departments],
                "several_departments": len(departments) > 1,
                "screened": screened_form(
                    reverse("cases:log-screen"), "narrative escalation_why opinion_words", only_warns=True
                ),
            }
        )


# Where a field of the domain is asked under another name on the screen.
_ON_SCREEN = {
    "kind": "what",
    "discrepancy_type": "what",
    "studies": "study_key",
    "giver": "opinion_giver",
    "giver_name": "opinion_giver_name",
    "context": "opinion_context",
    "given": "opinion_given",
    "opinion": "opinion_words",
    "why": "escalation_why",
}


def as_on_the_screen(refusal: Invalid | Refused) -> Invalid | Refused:
    """The refusal with the screen's own names of fields."""
    fields = {_ON_SCREEN.get(name, name): words for name, words in refusal.fields.items()}
    return type(refusal)(refusal.code, refusal.message, fields)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class CaseReceived(GuardedView):
    """After logging: the reference, what happens next, and who was told about the patient."""

    permission = Permission.CASE_VIEW
    template_name = "cases/received.html"

    def load(self, **kwargs: Any) -> Case:
        """The case."""
        return whole_case(self.actor, kwargs["pk"])

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The confirmation."""
        case: Case = self.subject
        escalation = case.escalations.all()[0] if case.escalations.all() else None
        return self.page(
            {
                "case": case,
                "status": status_tag(case.status),
                "next_step": next_step(case),
                "escalation": escalation,
                "findings": finding_lines(found_in_narrative(case), known_for_cases([case])),
                "nobody_needs_to_act": case.patient_action == PatientAction.NO,
                "logged_before": logged_before(case),
                "needed": lines_for(self.actor, case, Stage.ACCEPT),
            }
        )
