"""The public verification page: no sign-in, nothing kept, nothing revealed but the state of a version."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from apps.core.errors import Invalid
from apps.documents.domain.verifying import Verdict, verify_hash
from apps.documents.forms.verifying import FILE_LIMIT, VerifyForm
from apps.documents.presenters.verifying import shown
from apps.documents.views.fingerprint import FingerprintHandler


# Exempt outside and protected inside: the check reads the form, and the upload must be set up before that.
@method_decorator([csrf_exempt, login_not_required, never_cache], name="dispatch")
class VerifyDocument(View):
    """Takes a hash in the address, as QR codes do, or a hash or file by form."""

    uploads: FingerprintHandler

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Have uploads hashed as they arrive, then serve."""
        self.uploads = FingerprintHandler(request, min(FILE_LIMIT, settings.UPLOAD_LIMIT_BYTES))
        request.upload_handlers = [self.uploads]
        return self._serve(request, *args, **kwargs)

    @method_decorator(csrf_protect)
    def _serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form, and the verdict on a hash in the address."""
        if "hash" not in request.GET:
            return self._show(VerifyForm())
        return self._judge(VerifyForm({"hash": request.GET["hash"]}))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Judge a file or a hash."""
        form = VerifyForm(request.POST, request.FILES)
        form.is_file_too_large = self.uploads.is_too_large
        return self._judge(form)

    def _judge(self, form: VerifyForm) -> HttpResponse:
        if not form.is_valid():
            return self._show(form, status=400)
        try:
            file = form.cleaned_data.get("file")
            verdict = verify_hash(file.sha256 if file else form.cleaned_data["hash"])
        except Invalid as refused:
            form.refuse(refused)
            return self._show(form, status=refused.status)
        return self._show(VerifyForm(), verdict)

    def _show(self, form: VerifyForm, verdict: Verdict | None = None, status: int = 200) -> HttpResponse:
        context = {
            "page_title": _("Check a document"),
            "form": form,
            "verdict": shown(verdict) if verdict else None,
        }
        return render(self.request, "documents/pages/verify.html", context, status=status)
