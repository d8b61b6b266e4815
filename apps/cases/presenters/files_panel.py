"""The files of a case on its page."""

from django.urls import reverse

from apps.cases.domain.attaching import may_attach
from apps.cases.models import Case
from apps.cases.presenters.panels import Panel
from apps.cases.queries.files import count_of_files
from apps.core.actor import Actor


def files_of(actor: Actor, case: Case) -> Panel | None:
    """How many files there are and where they are looked after; nothing where there are none and none may be added."""
    files, to_confirm = count_of_files(case)
    adds = may_attach(actor, case)
    if not files and not adds:
        return None
    content = {
        "files": files,
        "to_confirm": to_confirm,
        "adds": adds,
        "href": reverse("cases:files", args=[case.pk]),
    }
    return Panel(template="cases/files_panel.html", content=content)
