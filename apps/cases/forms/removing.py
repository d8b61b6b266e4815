"""Why a reader or a study is taken off a case."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.cases.forms.base import VersionedForm
from apps.core.forms.fields import LongTextField
from apps.core.forms.look import FieldLook


class RemoveForm(VersionedForm):
    """The reason; for the last reader also why the true ones cannot be known, if so."""

    reason = LongTextField(
        label=_("Why it is removed"),
        help_text=_("For example: the wrong examination was chosen."),
        max_length=2_000,
        error_messages={"required": _("Say why it is removed.")},
    )
    readers_unknown_reason = LongTextField(
        label=_("If the readers cannot be known, why"),
        help_text=_("Nobody else is named as a reader of this case."),
        max_length=2_000,
        required=False,
    )
    looks = {"reason": FieldLook(rows=3), "readers_unknown_reason": FieldLook(rows=2)}

    def __init__(self, *args: Any, is_last_reader: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_last_reader:
            del self.fields["readers_unknown_reason"]
