"""The lifecycle of a case as a page of the documentation, drawn from the table that the program runs on."""

from django.utils.translation import override

from apps.cases.domain.lifecycle import LIFECYCLE
from apps.cases.enums import FINAL, CaseStatus

PATH = "docs/generated/lifecycle.md"


def lifecycle_page() -> str:
    """The page: a diagram and the table. Written by a command; a test compares it with the file."""
    with override("en-gb"):
        return "\n".join(
            [
                "# The lifecycle of a case",
                "",
                "Generated from `apps/cases/domain/lifecycle.py`; do not edit it by hand.",
                "",
                "```mermaid",
                "stateDiagram-v2",
                f"    [*] --> {LIFECYCLE.initial}",
                *_arrows(),
                *(f"    {state} --> [*]" for state in CaseStatus if state in FINAL),
                "```",
                "",
                "| Event | From | To | Permission | Guards | Must come with it | Through |",
                "|---|---|---|---|---|---|---|",
                *_rows(),
                "",
            ]
        )


def _arrows() -> list[str]:
    return [
        f"    {source} --> {rule.target}: {rule.event}"
        for rule in LIFECYCLE.rules
        for source in CaseStatus
        if source in rule.sources
    ]


def _rows() -> list[str]:
    rows = []
    for rule in LIFECYCLE.rules:
        sources = ", ".join(str(one.label) for one in CaseStatus if one in rule.sources)
        guards = "; ".join((guard.__doc__ or "").strip().splitlines()[0].rstrip(".") for guard in rule.guards) or "none"
        demands = ", ".join(rule.demands) or "nothing"
        target = CaseStatus(rule.target).label
        door = rule.door or "the case’s page or the API"
        cells = [f"{rule.label} (`{rule.event}`)", sources, str(target), f"`{rule.permission}`", guards, demands, door]
        rows.append(f"| {' | '.join(cells)} |")
    return rows
