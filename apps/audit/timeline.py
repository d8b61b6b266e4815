"""One account of a record: what happened and what changed, merged act by act, newest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from apps.audit.changes import Change


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Something that happened, told by the app that did it; `change_set` joins it to the values that it changed."""

    at: datetime
    title: str
    actor_name: str
    actor_id: UUID | None = None
    why: str = ""
    text: str = ""
    kind: str = "step"
    change_set: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the timeline."""

    at: datetime
    title: str
    actor_name: str
    actor_id: UUID | None
    why: str
    text: str
    kind: str
    changes: Sequence[Change] = field(default_factory=tuple)


def merged(happenings: Iterable[Happening], changes: Iterable[Change]) -> list[Entry]:
    """Happenings with the changes of the same act; changes of other acts stand alone, under the act's reason."""
    by_act: dict[UUID, list[Change]] = {}
    for one in changes:
        by_act.setdefault(one.change_set, []).append(one)
    entries = [
        Entry(
            at=one.at,
            title=one.title,
            actor_name=one.actor_name,
            actor_id=one.actor_id,
            why=one.why,
            text=one.text,
            kind=one.kind,
            changes=tuple(by_act.pop(one.change_set, ()) if one.change_set else ()),
        )
        for one in sorted(happenings, key=lambda one: one.at)
    ]
    for acts in by_act.values():
        first = acts[0]
        entries.append(
            Entry(
                at=first.at,
                title="",
                actor_name=first.actor_name,
                actor_id=first.actor_id,
                why=first.reason,
                text="",
                kind="change",
                changes=tuple(acts),
            )
        )
    return sorted(entries, key=lambda one: one.at, reverse=True)
