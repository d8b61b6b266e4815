"""Choosing the department, and the one screen on which a case is logged without a name."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse

from apps.accounts.models import Department
from apps.anonymous.domain.keys import for_the_form, from_the_form, new_key, written
from apps.anonymous.domain.screening import digest_of, hints_in
from apps.anonymous.domain.sending import log_anonymously
from apps.anonymous.forms.sending import AnonymousCaseForm
from apps.anonymous.presenters.sending import choices, findings, places, size_words
from apps.anonymous.presenters.thread import receipt
from apps.anonymous.queries.places import department_with_code
from apps.anonymous.views.base import AnonymousPage
from apps.cases.enums import PatientAction
from apps.cases.views.log import as_on_the_screen
from apps.core.errors import Invalid, Refused

CHECK = "check"


class ChooseDepartment(AnonymousPage):
    """Where was it? Each department has an address of its own, which can be put on a poster."""

    template_name = "anonymous/choose.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Every trust and its departments."""
        return self.show({"places": places(), "choices": choices()})


class SendCase(AnonymousPage):
    """The form; sending it shows the key, once."""

    template_name = "anonymous/send.html"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """An empty form, which carries the key that the thread will have."""
        department = self._department(code)
        return self._form(department, AnonymousCaseForm(initial={"form_key": for_the_form(new_key())}))

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Show what the words give away, or log the case and show the key."""
        department = self._department(code)
        data = request.POST.copy()
        key = from_the_form(data.get("form_key", ""))
        data["form_key"] = for_the_form(key)
        form = AnonymousCaseForm(data)
        if CHECK in data:
            form.only_check()
        is_valid = form.is_valid()
        hints = hints_in(department, form.texts())
        agreed = data.get("agreed", "") == digest_of(hints)
        # The patient first: where somebody must act, the case goes at once, and its words can be put right afterwards.
        waits = form.cleaned_data.get("patient_action") in (PatientAction.YES, PatientAction.UNKNOWN)
        held = bool(hints) and not agreed and not waits
        if CHECK in data or not is_valid or held:
            return self._form(department, form, findings(hints), digest_of(hints), checked=is_valid and CHECK in data)
        try:
            case = log_anonymously(
                submission=form.submission(department.pk), key=key, study_number=form.cleaned_data["study_key"]
            )
        except (Invalid, Refused) as refusal:
            form.refuse(as_on_the_screen(refusal))
            full = isinstance(refusal, Refused)
            return self._form(department, form, status=HTTPStatus.TOO_MANY_REQUESTS if full else HTTPStatus.OK)
        context = {
            "key": key,
            "key_text": written(key),
            "reference": case.reference,
            "department": department.name,
            "patient_waits": waits,
            "receipt": receipt(case, key),
            "findings": [] if agreed else findings(hints),
        }
        return self.show(context, template="anonymous/sent.html")

    def _department(self, code: str) -> Department:
        found = department_with_code(code)
        if found is None:
            raise Http404
        return found

    def _form(
        self,
        department: Department,
        form: AnonymousCaseForm,
        found: list[dict[str, str]] | None = None,
        digest: str = "",
        *,
        checked: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "form": form,
            "department": department,
            "size": size_words(department),
            "choices": choices(),
            "findings": found or [],
            "digest": digest,
            "checked": checked,
        }
        return self.show(context, status=status)
