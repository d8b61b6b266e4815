"""Forms for the files of a case: attaching, masking, confirming, showing, renaming, removing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.cases.enums import ShownWith
from apps.core.forms.base import PlatformForm
from apps.core.forms.fields import TextField
from apps.core.forms.look import FieldLook
from apps.core.presenting import file_size
from apps.disclosure.domain.images import Rectangle

_SIDES = ("left", "top", "width", "height")


class AttachForm(PlatformForm):
    """One file. What it is, is told by its content and not by its name."""

    file = forms.FileField(
        label=_("Image or PDF"),
        help_text=_("JPEG, PNG, WebP, a DICOM picture, or a PDF."),
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.webp,.dcm,.dicom,.pdf"}),
        max_length=None,
        error_messages={"empty": _("The file is empty. Choose another.")},
    )

    frame = forms.IntegerField(
        label=_("Which picture, if the DICOM file holds several"),
        help_text=_("Its number, counted from 1. The middle one is taken when you leave this empty."),
        required=False,
        min_value=1,
        max_value=100_000,
    )

    def clean_file(self) -> Any:
        """The file, before it is read at all: not larger than the setting allows."""
        upload = self.cleaned_data["file"]
        limit = settings.ATTACHMENT_LIMIT_BYTES
        if upload.size > limit:
            words = {"size": file_size(upload.size), "limit": file_size(limit)}
            raise ValidationError(
                gettext("The file is %(size)s. The largest that can be attached is %(limit)s.") % words, "too_large"
            )
        return upload


class SeenImageForm(PlatformForm):
    """A form about an image as it was on the screen."""

    expected_sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ConfirmImageForm(SeenImageForm):
    """Somebody says in their name that the image shows nobody."""

    looked = forms.BooleanField(
        label=_("I looked at the whole image. It shows no name, number, date of birth, face or place."),
        error_messages={"required": _("Look at the whole image first, then tick this.")},
    )
    note = TextField(
        label=_("If the search marked something: why it may stay"),
        help_text=_("For example: the mark is a side marker."),
        max_length=500,
        required=False,
    )


class MaskImageForm(SeenImageForm):
    """Boxes of found text, and one rectangle by its numbers."""

    boxes = forms.MultipleChoiceField(
        label=_("Black out these boxes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    left = forms.IntegerField(label=_("Left edge"), required=False, min_value=0, widget=forms.TextInput)
    top = forms.IntegerField(label=_("Upper edge"), required=False, min_value=0, widget=forms.TextInput)
    width = forms.IntegerField(label=_("Width"), required=False, min_value=1, widget=forms.TextInput)
    height = forms.IntegerField(label=_("Height"), required=False, min_value=1, widget=forms.TextInput)
    looks = {
        "boxes": FieldLook(small=True, optional_mark=False),
        **{name: FieldLook(width=5, suffix=_("pixels"), optional_mark=False) for name in _SIDES},
    }

    def __init__(self, *args: Any, boxes: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["boxes"]
        if not boxes:
            del self.fields["boxes"]
        elif isinstance(chooser, forms.MultipleChoiceField):
            chooser.choices = list(boxes)

    def clean(self) -> dict[str, Any]:
        """A rectangle is given whole or not at all."""
        cleaned = super().clean()
        given = [name for name in _SIDES if cleaned.get(name) is not None]
        if given and len(given) < len(_SIDES) and not self.errors:
            missing = next(name for name in _SIDES if name not in given)
            self.add_error(missing, ValidationError(gettext("Give all four numbers of the rectangle, or none.")))
        return cleaned

    def rectangles(self) -> list[Rectangle]:
        """The rectangle, if one was given."""
        numbers = [self.cleaned_data.get(name) for name in _SIDES]
        return [Rectangle(*numbers)] if None not in numbers else []  # type: ignore[arg-type]  # just tested

    def chosen_boxes(self) -> list[int]:
        """Places in the list of what was found."""
        return [int(one) for one in self.cleaned_data.get("boxes") or ()]


class ShowImageForm(PlatformForm):
    """When the room sees the image, in which place, and what it shows in words."""

    alt_text = TextField(
        label=_("What the image shows"),
        help_text=_("One sentence for those who cannot see it. It is screened like the rest of the copy."),
        max_length=300,
    )
    shown_with = forms.ChoiceField(
        label=_("When the room sees it"), choices=ShownWith.choices, widget=forms.RadioSelect
    )
    position = forms.IntegerField(
        label=_("Place among the images"),
        min_value=1,
        max_value=99,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    looks = {"position": FieldLook(width=2), "shown_with": FieldLook(inline=True)}


class RenameFileForm(PlatformForm):
    """Another name for the file."""

    name = TextField(label=_("Name"), help_text=_("Without names, numbers, dates and places."), max_length=100)
    looks = {"name": FieldLook(width=30)}


class RemoveFileForm(PlatformForm):
    """Why the file goes."""

    reason = TextField(
        label=_("Why it is removed"), max_length=300, error_messages={"required": _("Say why it is removed.")}
    )
