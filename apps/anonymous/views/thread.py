"""The thread of an anonymous case. The key is sent in the body of each request: no address and no session holds it."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.anonymous.domain.limits import too_many_wrong_keys
from apps.anonymous.domain.screening import digest_of, hints_in
from apps.anonymous.domain.thread import open_thread, reword, withdraw, write
from apps.anonymous.forms.thread import KeyForm, OtherWordsForm, ThreadMessageForm, WithdrawForm
from apps.anonymous.presenters.sending import findings
from apps.anonymous.presenters.thread import receipt, thread_page
from apps.anonymous.views.base import AnonymousPage
from apps.cases.models import Case
from apps.core.errors import Invalid, NotVisible, Refused
from apps.core.forms.base import PlatformForm

FORMS: dict[str, type[PlatformForm]] = {"message": ThreadMessageForm, "words": OtherWordsForm, "withdraw": WithdrawForm}
# The free text of each form.
_TEXT = {"message": "text", "words": "narrative", "withdraw": "reason"}


class Thread(AnonymousPage):
    """Asks for the key; with the key, shows the thread and does what its forms say."""

    template_name = "anonymous/thread.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The question for the key."""
        return self._ask(KeyForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Open, write, put in other words, or take back."""
        asked = KeyForm(request.POST)
        if not asked.is_valid():
            return self._ask(asked)
        key = asked.cleaned_data["key"]
        do = request.POST.get("do", "")
        try:
            case = open_thread(key)
            return self._do(case, key, do, request) if do in FORMS else self._show(case, key)
        except NotVisible:
            return self._wrong_key(asked)

    def _wrong_key(self, asked: KeyForm) -> HttpResponse:
        """The same answer to every wrong key, however near to a right one."""
        if too_many_wrong_keys():
            words = _("Too many keys that open nothing were tried just now. Wait a minute, then try again.")
            asked.add_error(None, words)
            return self._ask(asked, status=HTTPStatus.TOO_MANY_REQUESTS)
        asked.add_error("key", _("No thread opens with this key. Check each group of letters and figures."))
        return self._ask(asked, status=HTTPStatus.NOT_FOUND)

    def _do(self, case: Case, key: str, do: str, request: HttpRequest) -> HttpResponse:
        form = FORMS[do](request.POST, prefix=do)
        if not form.is_valid():
            return self._show(case, key, form=form, do=do)
        text = form.cleaned_data[_TEXT[do]]
        hints = hints_in(case.department, {"narrative" if do == "words" else "text": text})
        if hints and request.POST.get("agreed", "") != digest_of(hints):
            return self._show(case, key, form=form, do=do, found=findings(hints), digest=digest_of(hints))
        try:
            self._carry_out(do, key, text, form)
        except (Invalid, Refused) as refusal:
            form.refuse(refusal)
            return self._show(case, key, form=form, do=do, status=refusal.status)
        return self._show(open_thread(key), key, done=do)

    def _carry_out(self, do: str, key: str, text: str, form: PlatformForm) -> None:
        form_key = form.cleaned_data["submission_key"]
        if do == "message":
            write(key=key, text=text, message_id=form_key)
        elif do == "words":
            reword(key=key, narrative=text)
        else:
            withdraw(key=key, reason=text, form_key=str(form_key))

    def _ask(self, form: KeyForm, status: int = 200) -> HttpResponse:
        return self.show({"form": form}, template="anonymous/key.html", status=status)

    def _show(
        self,
        case: Case,
        key: str,
        *,
        form: PlatformForm | None = None,
        do: str = "",
        done: str = "",
        found: list[dict[str, str]] | None = None,
        digest: str = "",
        status: int = 200,
    ) -> HttpResponse:
        initial = {"words": {"narrative": case.narrative}}
        forms: dict[str, Any] = {name: kind(initial=initial.get(name), prefix=name) for name, kind in FORMS.items()}
        context: dict[str, Any] = {
            **thread_page(case, key),
            "receipt": receipt(case, key),
            "findings": found or [],
            "found_in": do,
            "digest": digest,
            "done": done,
        }
        if form is not None:
            forms[do] = form
            context["form"] = form
        context["forms"] = forms
        return self.show(context, status=status)
