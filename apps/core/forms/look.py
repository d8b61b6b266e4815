"""How one field of a form looks: size, width, choices that reveal other fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise


@dataclass(frozen=True, kw_only=True)
class FieldLook:
    """Presentation of a field, kept out of the field itself so that the API may use the same field.

    `label_size` is s, m or l; `width` one of the NHS widths in characters (2, 3, 4, 5, 10, 20, 30);
    `reveals` maps a choice to the names of the fields shown under it; `choice_hints` a choice to its hint;
    `or_before` puts the word "or" before that choice. `only_for` are the choices of the field `chooser` that ask for
    this one: scripts hide it for the others, and without scripts `only_for_words` say so.
    """

    label_size: str = "s"
    page_heading: bool = False
    hide_label: bool = False
    width: int | None = None
    prefix: str | Promise = ""
    suffix: str | Promise = ""
    rows: int | None = None
    inline: bool = False
    small: bool = False
    reveals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    choice_hints: Mapping[str, object] = field(default_factory=dict)
    or_before: str | None = None
    optional_mark: bool = True
    only_for: tuple[str, ...] = ()
    only_for_words: object = ""
    chooser: str = ""

    def revealed_by(self, choice: object) -> tuple[str, ...]:
        """Names of the fields shown under a choice."""
        return tuple(self.reveals.get(str(choice), ()))


PLAIN = FieldLook()
