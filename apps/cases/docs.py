"""The lifecycle and the completeness of a case as pages of the documentation, drawn from the program's own tables."""

from django.utils.translation import override

from apps.cases.domain.completeness import ASKED_BY, OFFERED, TABLE, WANTING, cell
from apps.cases.domain.lifecycle import LIFECYCLE
from apps.cases.enums import FINAL, CaseField, CaseKind, CaseStatus, Stage

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


def completeness_page() -> str:
    """What is asked of each kind, and from which step it is needed. Written by a command; a test compares it."""
    with override("en-gb"):
        kinds = [str(kind.label) for kind in CaseKind]
        return "\n".join(
            [
                "# What a case needs, by kind and by step",
                "",
                "Generated from `apps/cases/domain/completeness.py`; do not edit it by hand.",
                "",
                "A step says from when it is needed; *asked* is asked for and never needed; a dash is not asked of",
                "that kind. The step’s event is refused with the code in the second column until it is there.",
                "",
                f"| Field | Code of the refusal | {' | '.join(kinds)} |",
                f"|---|---|{'---|' * len(kinds)}",
                *(_completeness_row(field) for field in TABLE),
                "",
                "## Steps",
                "",
                "| Step | Means | Asked for by |",
                "|---|---|---|",
                *(_stage_row(stage) for stage in Stage),
                "",
            ]
        )


def _completeness_row(field: CaseField) -> str:
    code = f"`{WANTING[field].code}`" if field in WANTING else ""
    cells = [_cell_words(field, kind) for kind in CaseKind]
    return f"| {field.label} (`{field.value}`) | {code} | {' | '.join(cells)} |"


def _cell_words(field: CaseField, kind: CaseKind) -> str:
    found = cell(field, kind)
    if found is None:
        return "–"
    return "asked" if found == OFFERED else f"**{found}**"


def _stage_row(stage: Stage) -> str:
    events = [f"`{event}`" for event, stages in ASKED_BY.items() if stage in stages]
    return f"| `{stage}` | {stage.label} | {', '.join(events) or 'the first save'} |"


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
