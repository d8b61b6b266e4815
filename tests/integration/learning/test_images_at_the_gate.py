"""No step towards publication while an image of the presentation copy is not confirmed as it is now."""

import pytest

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.domain.checking_images import confirm_image, withdraw_confirmation
from apps.cases.enums import ShownWith
from apps.cases.errors import TransitionRefused
from apps.cases.models import Case
from apps.core.actor import acting_as
from apps.learning.domain.preparing import draft_case_summary, submit_for_approval
from apps.learning.enums import SummaryStatus
from tests.support.furnished_files import shown
from tests.support.worlds import World


def test_image_without_a_confirmation_holds_the_learning_back(discussed: Case, there: World) -> None:
    chair = there.one(Role.CHAIR)
    image = shown(discussed, chair, ShownWith.QUESTION, "Axial slice at the level of the heart")
    keys = {"case_id": discussed.pk, "attachment_id": image.pk}
    with acting_as(actor_for(chair)) as actor:
        summary = draft_case_summary(actor=actor, case_id=discussed.pk)
        withdraw_confirmation(actor=actor, **keys)

        with pytest.raises(TransitionRefused) as refused:
            submit_for_approval(actor=actor, summary_id=summary.pk)
        confirm_image(actor=actor, **keys, expected_sha256=image.file_sha256)
        submitted = submit_for_approval(actor=actor, summary_id=summary.pk)

    assert refused.value.code == "image_not_confirmed"
    assert submitted.status == SummaryStatus.SUBMITTED
