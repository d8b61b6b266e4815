"""What must be said when a follow-up action is done: who, when, and by which way or in which system (DOMAIN 1.3)."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.cases.domain.clinical_times import check_known, check_not_before, check_past
from apps.cases.domain.payloads import clean_words
from apps.cases.enums import ActionKind, ToldHow
from apps.cases.models import FollowUpAction, ReportStanding
from apps.cases.models.standing import identified_day
from apps.core.clock import ClinicalTime
from apps.core.errors import Invalid


@dataclass(frozen=True, kw_only=True)
class Completion:
    """When it happened, who did it or was told, by which way, and in which system."""

    happened: ClinicalTime | None = None
    who: str = ""
    told_how: str = ""
    system: str = ""


NOTHING_SAID = Completion()

# What each kind demands besides when it happened, with what is said where it is missing.
DEMANDS: dict[str, dict[str, Promise]] = {
    ActionKind.ADDENDUM: {
        "who": gettext_lazy("Say who issued the addendum."),
        "system": gettext_lazy("Say in which system the addendum stands, for example PACS."),
    },
    ActionKind.REFERRER: {
        "who": gettext_lazy("Say who was told."),
        "told_how": gettext_lazy("Say how they were told."),
    },
    ActionKind.READER: {
        "who": gettext_lazy("Say who told the original reader."),
        "told_how": gettext_lazy("Say how the reader was told."),
    },
    ActionKind.EXTERNAL: {
        "who": gettext_lazy("Say who at the outside hospital was contacted."),
        "told_how": gettext_lazy("Say how they were contacted."),
    },
}


def demanded_of(action: FollowUpAction) -> tuple[str, ...]:
    """What must be given when this action is recorded as done."""
    return ("happened", *DEMANDS.get(action.kind, {})) if action.is_standing else ()


def check_completion(action: FollowUpAction, given: Completion) -> Completion:
    """The clean completion. Raises Invalid by field: missing, in the future, or before identification.

    Only an action that opened by itself demands anything; what somebody says of another is checked all the same.
    """
    clean = replace(given, who=clean_words(given.who, "who", 200), system=clean_words(given.system, "system", 100))
    if clean.told_how and clean.told_how not in ToldHow.values:
        raise Invalid("invalid", _("Check what you entered."), {"told_how": _("Choose a way from the list.")})
    if action.is_standing:
        _check_demands(action, clean)
    if clean.happened is not None:
        check_past(clean.happened, "happened")
        if action.is_standing:
            check_not_before(clean.happened, _identified(action), "happened")
    return clean


def _check_demands(action: FollowUpAction, clean: Completion) -> None:
    missing = {name: str(ask) for name, ask in DEMANDS.get(action.kind, {}).items() if not getattr(clean, name)}
    try:
        check_known(clean.happened, "happened")
    except Invalid as absent:
        missing = {**absent.fields, **missing}
    if missing:
        raise Invalid("required", _("Something is missing."), missing)


def _identified(action: FollowUpAction) -> date:
    row = ReportStanding.objects.filter(case=action.case_id).first()
    return row.identified_on if row else identified_day(action.case)
