"""What is shown when a form's forgery token does not match, most often because of a sign-in in another tab."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.core.kept_input import page_of_typed


def out_of_date(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Nothing is stored, since the form may not be ours; what came with it is shown back to its sender."""
    return page_of_typed(
        request,
        status=403,
        title=_("This page was out of date"),
        message=_(
            "The form could not be accepted, most often because you signed in again in another tab or cookies are "
            "switched off. Open the page again and send the form from there."
        ),
    )
