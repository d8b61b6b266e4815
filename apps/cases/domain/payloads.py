"""Reads what came with an event into clean values; the page's forms and the API share it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.queries.people import people_in
from apps.cases.domain.kinds import read_kind
from apps.cases.enums import CaseEvent, Standing
from apps.cases.models import Case
from apps.core.actor import Actor
from apps.core.errors import Invalid
from apps.core.forms.text import UnsafeText, normalise
from apps.core.lifecycle import Rule, missing_demands

LONGEST = 10_000


def clean_words(value: Any, name: str, longest: int = LONGEST) -> str:
    """Text as it is stored; raises Invalid naming the field when it cannot be taken."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Invalid("invalid", _("Check what you entered."), {name: _("Enter text.")})
    try:
        text = normalise(value)
    except UnsafeText as unsafe:
        raise Invalid("invalid", _("Check what you entered."), {name: str(unsafe)}) from unsafe
    if len(text) > longest:
        raise Invalid(
            "too_long",
            _("Check what you entered."),
            {name: _("Shorten this to %(max)d characters; it has %(now)d.") % {"max": longest, "now": len(text)}},
        )
    return text


def clean_id(value: Any, name: str) -> UUID:
    """A record's id; raises Invalid naming the field."""
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError as wrong:
        raise Invalid("invalid", _("Check what you entered."), {name: _("This is not an id.")}) from wrong


def _words(*names: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    def read(given: Mapping[str, Any]) -> dict[str, Any]:
        return {name: clean_words(given.get(name), name) for name in names}

    return read


def _standing(given: Mapping[str, Any]) -> dict[str, Any]:
    """Whether an issued report still stands wrong, where the chair said so with a decision."""
    said = given.get("report_stands") or ""
    if said and said not in Standing.values:
        raise Invalid("invalid", _("Check the answer."), {"report_stands": _("Choose an answer from the list.")})
    return {"report_stands": str(said)} if said else {}


def _deciding(read: Callable[[Mapping[str, Any]], dict[str, Any]]) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """What an event carries, and what the chair said about the kind of the case and about the issued report."""
    return lambda given: {**read(given), **read_kind(given), **_standing(given)}


def _reviewers(given: Mapping[str, Any]) -> dict[str, Any]:
    chosen = given.get("reviewers") or []
    if not isinstance(chosen, list | tuple):
        raise Invalid("invalid", _("Check what you entered."), {"reviewers": _("Give a list of people.")})
    ids = list(dict.fromkeys(clean_id(one, "reviewers") for one in chosen))
    due_on = given.get("due_on") or None
    if due_on is not None and type(due_on) is not date:
        raise Invalid("invalid", _("Check what you entered."), {"due_on": _("Give a day.")})
    words = {name: clean_words(given.get(name), name) for name in ("note", "request", "request_kept_because")}
    return {"reviewers": ids, "due_on": due_on, **words}


def _merge(given: Mapping[str, Any]) -> dict[str, Any]:
    """`into` is the kept case's id or reference."""
    wanted = str(given.get("into") or "").strip()
    if not wanted:
        return {"into": None, "reason": clean_words(given.get("reason"), "reason")}
    return {"into": _case_named(wanted), "reason": clean_words(given.get("reason"), "reason")}


def _case_named(wanted: str) -> UUID:
    """By reference, as people type it, or by id, as programs send it; effects look whether it is of this department."""
    found = Case.objects.filter(reference=wanted.upper()).values_list("pk", flat=True).first()
    try:
        return found or UUID(wanted)
    except ValueError as wrong:
        words = _("No case has this reference. Copy it from the top of the case to keep, such as RLP-2026-000123.")
        raise Invalid("unknown_case", _("Check the case to keep."), {"into": words}) from wrong


def _meeting(given: Mapping[str, Any]) -> dict[str, Any]:
    """Comes from the meetings app only, already clean."""
    return dict(given)


READERS: dict[CaseEvent, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    CaseEvent.ASK: _words("question"),
    CaseEvent.ANSWER: _words("answer"),
    CaseEvent.ACCEPT: _deciding(_words("reason")),
    CaseEvent.SEND_TO_REVIEW: _deciding(_reviewers),
    CaseEvent.FINISH_REVIEW: _words("reason"),
    CaseEvent.GIVE_FEEDBACK: _deciding(_words("learning_point", "reason")),
    CaseEvent.DECLINE: _words("reason"),
    CaseEvent.WITHDRAW: _words("reason"),
    CaseEvent.MERGE: _merge,
    CaseEvent.CLOSE: _words("reason"),
    CaseEvent.REOPEN: _words("reason"),
    CaseEvent.SCHEDULE: _meeting,
    CaseEvent.DEFER: _words("reason"),
    CaseEvent.RECORD_OUTCOME: _meeting,
    CaseEvent.PUBLISH: _meeting,
}


def read_payload(event: CaseEvent, rule: Rule[Any] | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """The clean payload; raises Invalid by field when something demanded is missing or malformed."""
    payload = READERS[event](given)
    absent = missing_demands(rule, payload) if rule else ()
    if absent:
        raise Invalid("required", _("Something is missing."), {name: _("This is needed.") for name in absent})
    return payload


def known_people(ids: list[UUID], department_id: UUID, name: str) -> list[User]:
    """Active people who work in a department today, by id; raises Invalid when one does not."""
    people = list(people_in(department_id).filter(pk__in=ids))
    if len(people) != len(ids):
        raise Invalid(
            "unknown_person", _("Check who you chose."), {name: _("Choose people who work in this department.")}
        )
    return people


def required_person(actor: Actor) -> UUID:
    """The person behind the actor; raises Invalid when there is none."""
    if actor.user_id is None:
        raise Invalid("no_person", _("This needs a person who is signed in."))
    return actor.user_id
