"""What happened to one governance record: who changed what, when and why. It is told here and nowhere else."""

from typing import Any

from django.utils.translation import gettext as _

from apps.audit.changes import Source, changes_of
from apps.audit.timeline import Entry, merged
from apps.governance.models import CandourDecision, CandourStep, CaseGovernance, HandOver, IncidentReference

_SILENT = frozenset({"case", "record", "recorded_at", "recorded_by", "made_at", "made_by", "content"})


def trail_of(record: CaseGovernance) -> list[dict[str, Any]]:
    """Lines for the timeline component, newest first."""
    sources = [
        Source(model=CaseGovernance, filters={"id": record.pk}, silent=_SILENT),
        Source(model=IncidentReference, filters={"case_id": record.case_id}, silent=_SILENT),
        *(
            Source(model=model, filters={"record_id": record.pk}, silent=_SILENT)
            for model in (CandourDecision, CandourStep, HandOver)
        ),
    ]
    return [_line(one) for one in merged((), changes_of(sources))]


def _line(entry: Entry) -> dict[str, Any]:
    labels = list(dict.fromkeys(one.label for one in entry.changes))
    kinds = {one.kind for one in entry.changes}
    words = _("%(what)s added") if kinds == {"added"} else _("%(what)s changed")
    return {
        "at": entry.at,
        "title": (words % {"what": ", ".join(labels)}).capitalize(),
        "who": entry.actor_name,
        "why": "",
        "text": "",
        "kind": entry.kind,
        "changes": [
            {"field": f"{one.label}: {one.field_label}", "old": one.old, "new": one.new} for one in entry.changes
        ],
    }
