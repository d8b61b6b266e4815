"""The lifecycle of a meeting as a page of the documentation, drawn from the table that the program runs on."""

from django.utils.translation import override

from apps.meetings.domain.lifecycle import LIFECYCLE
from apps.meetings.enums import MeetingStatus


def lifecycle_page() -> str:
    """The page: a diagram and the table. Written by a command; a test compares it with the file."""
    with override("en-gb"):
        return "\n".join(
            [
                "# The lifecycle of a meeting",
                "",
                "Generated from `apps/meetings/domain/lifecycle.py`; do not edit it by hand.",
                "",
                "```mermaid",
                "stateDiagram-v2",
                f"    [*] --> {LIFECYCLE.initial}",
                *_arrows(),
                *(f"    {status} --> [*]" for status in MeetingStatus if not LIFECYCLE.possible(status)),
                "```",
                "",
                "| Event | From | To | Permission | Guards | Must come with it |",
                "|---|---|---|---|---|---|",
                *_rows(),
                "",
            ]
        )


def _arrows() -> list[str]:
    return [
        f"    {source} --> {rule.target}: {rule.event}"
        for rule in LIFECYCLE.rules
        for source in MeetingStatus
        if source in rule.sources
    ]


def _rows() -> list[str]:
    rows = []
    for rule in LIFECYCLE.rules:
        sources = ", ".join(str(one.label) for one in MeetingStatus if one in rule.sources)
        guards = "; ".join((guard.__doc__ or "").strip().rstrip(".") for guard in rule.guards) or "none"
        demands = ", ".join(rule.demands) or "nothing"
        target = MeetingStatus(rule.target).label
        cells = [f"{rule.label} (`{rule.event}`)", sources, target, f"`{rule.permission}`", guards, demands]
        rows.append(f"| {' | '.join(str(cell) for cell in cells)} |")
    return rows
