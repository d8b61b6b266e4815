"""The public verification page: no sign-in, nothing kept, nothing revealed but the state of a version."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View

from apps.core.errors import Invalid
from apps.documents.domain.verifying import Verdict, verify_file, verify_hash
from apps.documents.forms.verifying import VerifyForm
from apps.documents.presenters.verifying import shown


@method_decorator(login_not_required, name="dispatch")
class VerifyDocument(View):
    """Takes a hash in the address, as QR codes do, or a hash or file by form."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form, and the verdict on a hash in the address."""
        if "hash" not in request.GET:
            return self._show(VerifyForm())
        form = VerifyForm({"hash": request.GET["hash"]})
        return self._judge(form)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Judge a file or a hash. The file is read once and not kept."""
        return self._judge(VerifyForm(request.POST, request.FILES))

    def _judge(self, form: VerifyForm) -> HttpResponse:
        if not form.is_valid():
            return self._show(form, status=400)
        try:
            verdict = self._verdict(form.cleaned_data)
        except Invalid as refused:
            form.refuse(refused)
            return self._show(form, status=refused.status)
        return self._show(VerifyForm(), verdict)

    def _verdict(self, cleaned: dict[str, Any]) -> Verdict:
        file = cleaned.get("file")
        return verify_file(file.chunks()) if file else verify_hash(cleaned["hash"])

    def _show(self, form: VerifyForm, verdict: Verdict | None = None, status: int = 200) -> HttpResponse:
        context = {
            "page_title": _("Check a document"),
            "form": form,
            "verdict": shown(verdict) if verdict else None,
        }
        return render(self.request, "documents/pages/verify.html", context, status=status)
