"""The cases that were merged into one, as far as the actor may see them."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.cases.models import Case
from apps.cases.queries.visible import visible_to
from apps.core.actor import Actor


@dataclass(frozen=True)
class Merged:
    """Merged cases that may be read, how many may not, and whether the kept one may be read."""

    visible: Sequence[Case]
    others: int
    reads_kept: bool


def merged_into(actor: Actor, case: Case) -> Merged:
    """What was merged into this case, oldest first; those that may not be seen are only counted."""
    ids = set(Case.objects.filter(merged_into=case).values_list("pk", flat=True))
    seen = list(visible_to(actor).filter(pk__in=ids).order_by("received_at", "id")) if ids else []
    kept = case.merged_into_id
    reads = kept is not None and visible_to(actor).filter(pk=kept).exists()
    return Merged(seen, len(ids) - len(seen), reads)
