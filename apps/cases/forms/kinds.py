"""What a case may be, in plain words, and forms that ask of each kind only what it needs."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.cases.domain.completeness import asked_when_logged, cell
from apps.cases.enums import CaseField, CaseKind, DiscrepancyType, HowDiscovered
from apps.core.clock import UNKNOWN_TIME
from apps.core.forms.base import PlainForm
from apps.core.forms.look import PLAIN, FieldLook

# In the words of somebody between two reports; each is a kind, and for two of them a coding of the finding.
WHAT: tuple[tuple[str, Any, Any, CaseKind, str], ...] = (
    ("missed", gettext_lazy("Something was missed"), gettext_lazy("On the images, not in the report."),
     CaseKind.DISCREPANCY, DiscrepancyType.MISSED),
    ("misread", gettext_lazy("Something was misread"), gettext_lazy("In the report, but as something else."),
     CaseKind.DISCREPANCY, DiscrepancyType.MISREAD),
    ("delay", gettext_lazy("Something was delayed"), "", CaseKind.DELAY, ""),
    ("communication", gettext_lazy("A result was not communicated or followed up"), "", CaseKind.COMMUNICATION, ""),
    ("good_spot", gettext_lazy("Something was done well"), gettext_lazy("A good spot. These are discussed too."),
     CaseKind.GOOD_SPOT, ""),
    ("system_event", gettext_lazy("The system got in the way"), gettext_lazy("Equipment, IT, protocol, workload."),
     CaseKind.SYSTEM_EVENT, ""),
    ("second_opinion", gettext_lazy("A second opinion or MDT re-read differed"), "", CaseKind.SECOND_OPINION, ""),
    ("complication", gettext_lazy("A complication of a procedure"), "", CaseKind.COMPLICATION, ""),
    ("educational", gettext_lazy("A case worth teaching from"), "", CaseKind.EDUCATIONAL, ""),
)  # fmt: skip
KIND_OF: Mapping[str, tuple[CaseKind, str]] = {code: (kind, coding) for code, _w, _h, kind, coding in WHAT}
WORDS_OF: Mapping[str, Any] = {code: words for code, words, _h, _kind, _coding in WHAT}


def what_of(kind: str, discrepancy_type: str) -> str:
    """The choice that says this kind; a discrepancy that nobody coded reads as missed."""
    return what_was_said(kind, discrepancy_type) or what_was_said(kind, DiscrepancyType.MISSED)


def what_was_said(kind: str, discrepancy_type: str) -> str:
    """The choice that says exactly this; empty for a discrepancy of which nobody said whether it was missed."""
    return next((code for code, said in KIND_OF.items() if said == (kind, discrepancy_type)), "")


def confirm_kind_field(**more: Any) -> forms.ChoiceField:
    """With a decision the chair confirms or changes what the case is; left out, it is confirmed as it stands."""
    return forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        help_text=gettext_lazy("Confirm what was logged, or change it. It is recorded with your decision."),
        choices=[("", gettext_lazy("As it was logged")), *WORDS_OF.items()],
        required=False,
        **more,
    )


def kind_chosen(what: str) -> dict[str, str]:
    """The kind for the domain; nothing where none was chosen."""
    if not what:
        return {}
    kind, coding = KIND_OF[what]
    return {"kind": kind.value, "discrepancy_type": str(coding)}


def is_asked_at_all(field: CaseField, kind: CaseKind) -> bool:
    """Whether a kind has this at any step: what a form for putting right offers."""
    return cell(field, kind) is not None


Asks = Callable[[CaseField, CaseKind], bool]


def looks_by_kind(
    looks: Mapping[str, FieldLook], asked_as: Mapping[str, CaseField], asks: Asks = asked_when_logged
) -> dict[str, FieldLook]:
    """The looks with the choices for which each field is shown, where it is not shown for all.

    Fields that stand together for one thing say only once for which choices they are.
    """
    found, said = dict(looks), set()
    for name, field in asked_as.items():
        codes = tuple(code for code, (kind, _coding) in KIND_OF.items() if asks(field, kind))
        if len(codes) < len(KIND_OF):
            words = "" if field in said else _for_which(codes)
            found[name] = replace(found.get(name, PLAIN), only_for=codes, chooser="what", only_for_words=words)
            said.add(field)
    return found


def _for_which(codes: tuple[str, ...]) -> Any:
    """For which choices, or for which not: whichever is shorter to read. Put into words when it is shown."""
    others = tuple(code for code in KIND_OF if code not in codes)

    def words() -> str:
        if len(others) < len(codes):
            return _("Not for: %(kinds)s.") % {"kinds": _listed(others)}
        return _("Only for: %(kinds)s.") % {"kinds": _listed(codes)}

    return lazy(words, str)()


def _listed(codes: tuple[str, ...]) -> str:
    return "; ".join(str(WORDS_OF[code]) for code in codes)


# What a field of the form holds when nobody answered it.
_NOTHING: tuple[Any, ...] = (None, "", [], HowDiscovered.NOT_SAID.value, UNKNOWN_TIME, "later")


class AsksByKind(PlainForm):
    """A form with a choice `what`. A field that the choice does not ask for is ignored while nobody typed into it;
    what somebody typed is never dropped: the form comes back with it and says so.
    """

    asked_as: ClassVar[Mapping[str, CaseField]] = {}

    def asks(self, field: CaseField, kind: CaseKind) -> bool:
        """Whether that kind is asked for it here."""
        return asked_when_logged(field, kind)

    def is_asked(self, name: str) -> bool:
        """Whether the choice that was made asks for the field."""
        chosen = self.cleaned_data.get("what")
        field = self.asked_as.get(name)
        return not chosen or field is None or self.asks(field, KIND_OF[chosen][0])

    def answer(self, name: str, otherwise: Any = "") -> Any:
        """What was answered, or `otherwise` where the choice does not ask for it."""
        return self.cleaned_data[name] if self.is_asked(name) else otherwise

    def clean(self) -> dict[str, Any]:
        """Says what was typed and does not go with the choice."""
        cleaned = super().clean()
        chosen = cleaned.get("what")
        for name in self.asked_as:
            if chosen and name in self.fields and not self.is_asked(name) and self._was_typed(name):
                words = {"field": self.fields[name].label, "kind": WORDS_OF[chosen]}
                text = _("You filled in “%(field)s”, but “%(kind)s” does not ask for it. Empty it, or choose another.")
                self.add_error(name, ValidationError(text % words, "not_asked"))
        return cleaned

    def _was_typed(self, name: str) -> bool:
        return name in self.changed_data and self.cleaned_data.get(name) not in _NOTHING
