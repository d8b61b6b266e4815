"""Cases that go on together: what was joined to this one, and where this one goes on."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.cases.enums import FINAL
from apps.cases.models import Case
from apps.cases.presenters.panels import Panel
from apps.cases.presenters.words import status_tag, title_of
from apps.cases.queries.merged import merged_into
from apps.core.actor import Actor


def merged_panel(actor: Actor, case: Case) -> Panel | None:
    """The merged cases with the way to their whole history, and for a merged case how the kept one stands.

    Somebody who may not read the other case, such as its submitter's colleague, learns only how it stands.
    """
    found = merged_into(actor, case)
    kept = case.merged_into
    if not found.visible and not found.others and kept is None:
        return None
    content: dict[str, Any] = {
        "rows": [
            {
                "reference": one.reference,
                "title": title_of(one),
                "href": one.get_absolute_url(),
                "trail": f"{one.get_absolute_url()}#trail",
            }
            for one in found.visible
        ],
        "others": found.others,
        "kept_status": status_tag(kept.status) if kept else None,
        "kept_reference": kept.reference if kept and found.reads_kept else "",
        "kept_href": kept.get_absolute_url() if kept and found.reads_kept else "",
    }
    return Panel(template="cases/merged_panel.html", content=content)


def merge_buttons(case: Case, others: Iterable[Case]) -> list[dict[str, str]]:
    """For each other case about the same study that still goes on, the form that joins this one to it, filled in."""
    address = reverse("cases:event", args=[case.pk, "merge"])
    return [
        {
            "text": _("Join it to %(case)s") % {"case": one.reference},
            "href": f"{address}?into={one.reference}&next=triage",
            "kind": "secondary",
        }
        for one in others
        if one.status not in FINAL
    ]
