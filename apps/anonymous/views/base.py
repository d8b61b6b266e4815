"""What the anonymous pages have in common: no sign-in, no forgery token, nothing kept."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from apps.anonymous.domain.limits import is_open


# A forged request could do no more than anybody can do anyway: there is no session whose rights it would borrow, and
# a cookie for the check would make the browser known again.
@method_decorator([login_not_required, csrf_exempt, sensitive_post_parameters()], name="dispatch")
class AnonymousPage(View):
    """A page that does not know who asks (core.unobserved). It has no permission, and no look at it is recorded."""

    template_name = ""

    @method_decorator(sensitive_variables())
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Serve; there is nothing here where the installation takes no anonymous cases."""
        if not is_open():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def show(self, context: dict[str, Any], *, template: str = "", status: int = 200) -> HttpResponse:
        """The page."""
        return render(self.request, template or self.template_name, context, status=status)
