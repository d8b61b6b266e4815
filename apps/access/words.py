"""Refusal codes in plain words, the same on a page and in the API."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, Promise] = {
    "not_signed_in": _("Sign in to continue."),
    "no_permission": _("Your role in this department does not allow this. Ask your chair or administrator."),
    "outside_token_scope": _("This API token was not made for that. Make a token with the scope that is needed."),
    "own_report": _("You read or verified a report in this case, so somebody else has to do this."),
    "view_first": _("You are asked for your view on this case. Commit it first, or say that you cannot review it."),
    "readers_first": _("Those who read the report hear first what was concluded. You see it when their time is over."),
    "needs_second_person": _("This needs a second person: not the author, the submitter or an original reader."),
    "confidential": _("This case is confidential: only the chair and those involved may read it."),
    "not_visible": _("Not found."),
}


def refusal_words(code: str) -> str:
    """The refusal in plain words; an unknown code reads as a missing permission."""
    return str(REFUSALS.get(code, REFUSALS["no_permission"]))
