"""The first gate: every text of a summary against every identifier known of the cases behind it."""

from collections.abc import Iterator
from typing import Any

from apps.cases.domain.screening import FieldFinding, unresolved_in
from apps.learning.models import LearningSummary

SUBJECT = "learning.learningsummary"


def texts_of(content: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a pack with its place, such as ("learning_points.0", "Look behind the heart")."""
    if isinstance(content, str):
        yield path, content
    elif isinstance(content, dict):
        for name, value in content.items():
            yield from texts_of(value, f"{path}.{name}" if path else name)
    elif isinstance(content, list):
        for index, value in enumerate(content):
            yield from texts_of(value, f"{path}.{index}")


def unresolved_in_summary(summary: LearningSummary) -> list[FieldFinding]:
    """What nobody has removed or justified, in reading order."""
    # The month is a choice of the form, "2026-03", and no free text.
    texts = {name: text for name, text in texts_of(summary.content) if name != "discussed_month"}
    return unresolved_in(summary.cases(), texts, SUBJECT, summary.pk)
