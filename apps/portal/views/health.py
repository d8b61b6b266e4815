"""Is it alive, is it ready: for whatever watches the service. Public, and without secrets."""

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.portal.queries.health import state_of_service


@transaction.non_atomic_requests
@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; asks nothing of anything else."""
    return JsonResponse({"status": "ok"})


@transaction.non_atomic_requests
@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when pages can be served, 503 when the database is away; a late worker or a lost broker is said, not fatal.

    Work that the broker loses waits in the database and is sent again, so pages go on without either.
    """
    state = state_of_service()
    return JsonResponse(state.as_json(), status=200 if state.is_ready else 503)
