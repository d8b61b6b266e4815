"""The link that a PACS or RIS calls to log a case about one study; its number stays out of addresses and logs.

`/log?accession=...` and `/log?study_uid=...` (with or without the slash) put the number into the session at once,
sealed, and go on to `/log/`: no page stands at the address with the number, so no later request names it as where it
came from, and the sign-in page does not repeat it.
"""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.cases.domain.pacing import note_begun, note_saved
from apps.core.clock import now
from apps.core.crypto import SealError
from apps.core.sealing import opened, sealed

PARAMETERS = ("accession", "study_uid")
LONGEST = 64
# Workstations are shared: a link that nobody followed up is forgotten.
LIFE_SECONDS = 15 * 60
_WAITING = "log_link"
_ARRIVED, _BEGUN = "log_arrived", "log_begun"
# After an hour it is another attempt; the earlier one was abandoned.
ATTEMPT_SECONDS = 3600


def put_aside(request: HttpRequest) -> HttpResponse | None:
    """Keep the number that the address carries and go on to the clean address; None when it carries none."""
    if not any(name in request.GET for name in PARAMETERS):
        return None
    arrive(request)
    key = next((typed for name in PARAMETERS if (typed := request.GET.get(name, "").strip())), "")
    if key and key.isprintable():
        owner = uuid4()
        record = sealed({"key": key[: LONGEST + 1]}, owner=owner)
        request.session[_WAITING] = {"owner": str(owner), "at": now().timestamp(), **record}
    answer = redirect(reverse("cases:log"))
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "no-store"
    return answer


def arrive(request: HttpRequest) -> None:
    """Note when somebody came, before signing in, so that the time to sign in counts."""
    moment = now().timestamp()
    if moment - request.session.get(_ARRIVED, 0.0) > ATTEMPT_SECONDS:
        request.session[_ARRIVED] = moment


def begin(request: HttpRequest, department_id: UUID) -> None:
    """The form is shown: one attempt, however often it is shown again before it is saved."""
    moment = now().timestamp()
    begun = request.session.get(_BEGUN)
    if begun and moment - begun["at"] <= ATTEMPT_SECONDS:
        return
    arrived = request.session.pop(_ARRIVED, moment)
    at = arrived if moment - arrived <= ATTEMPT_SECONDS else moment
    request.session[_BEGUN] = {"at": at, "department": str(department_id)}
    note_begun(department_id)


def finish(request: HttpRequest) -> None:
    """The first save: count how long it took."""
    begun = request.session.pop(_BEGUN, None)
    if begun:
        note_saved(UUID(begun["department"]), now().timestamp() - begun["at"])


def link_waiting(request: HttpRequest) -> str:
    """The number that waits, once; empty when there is none or it has waited too long."""
    waiting = request.session.pop(_WAITING, None)
    if not waiting or now().timestamp() - waiting["at"] > LIFE_SECONDS:
        return ""
    try:
        return opened(waiting, owner=UUID(waiting["owner"]))["key"]
    except SealError:
        return ""  # The key was rotated away meanwhile; the form still opens.


class LogLink(GuardedView):
    """The address without a slash, as it is written into other systems."""

    permission = Permission.CASE_LOG
    object_label = "cases.case"
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Go on to the form."""
        return put_aside(request) or redirect(reverse("cases:log"))

    @staticmethod
    def before_sign_in(request: HttpRequest) -> HttpResponseBase | None:
        """The same before anybody has signed in."""
        arrive(request)
        return put_aside(request)
