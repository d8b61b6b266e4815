"""What a referrer does through a one-time link: confirm reading, say what was done, or say "this is not for me"."""

from django.utils.translation import gettext as _

from apps.access.log import record_access
from apps.access.models import AccessAction
from apps.alerts.domain.acts import ActFacts, write_act
from apps.alerts.domain.asking import words
from apps.alerts.domain.links import close_links, make_link, open_link, use_link
from apps.alerts.domain.steps import ask_for_call
from apps.alerts.enums import ActKind, CallReason, HowConfirmed, LinkPurpose
from apps.alerts.events import AlertNeedsSomebody
from apps.alerts.models import Alert, AlertRecipient, AnswerLink
from apps.alerts.queries.officers import followers_of
from apps.core.actor import Actor, ActorKind, acting_as
from apps.core.clock import now
from apps.core.errors import NotVisible
from apps.core.events import publish
from apps.core.tracking import change


def referrer_actor(name: str, role: str) -> Actor:
    """Somebody without an account who holds a link: named as they name themselves."""
    said = ", ".join(part for part in (name, role) if part)
    return Actor(kind=ActorKind.ANONYMOUS, name=_("%(who)s (by one-time link)") % {"who": said or _("Somebody")})


def confirm_read(*, token: str, name: str, role: str) -> str:
    """Record that this person has read the report; returns the token of the link with which to say what was done.

    Raises NotVisible for a link that does not work, and Invalid by field; the link is then still good.
    """
    who, what = _who(name, role)
    with acting_as(referrer_actor(who, what)), change(reason=_("read, by one-time link")):
        link = _held(token, LinkPurpose.READ)
        facts = ActFacts(at=now(), person_name=who, person_role=what, how=HowConfirmed.LINK)
        write_act(link.alert, ActKind.READ, facts, recorded_by=None)
        use_link(link)
        return make_link(link.alert, link.recipient, LinkPurpose.ACT)


def confirm_acted(*, token: str, name: str, role: str, done: str, patient_told: bool) -> Alert:
    """Record what this person did; the alert is closed. Raises NotVisible and Invalid by field."""
    who, what = _who(name, role)
    with acting_as(referrer_actor(who, what)), change(reason=_("acted on, by one-time link")):
        link = _held(token, LinkPurpose.ACT)
        facts = ActFacts(at=now(), person_name=who, person_role=what, how=HowConfirmed.LINK, what=done)
        write_act(link.alert, ActKind.ACTED, facts, recorded_by=None)
        if patient_told and link.alert.informed_at is None:
            write_act(link.alert, ActKind.INFORMED, facts, recorded_by=None)
        use_link(link)
        return link.alert


def not_for_me(*, token: str, name: str, role: str, why: str) -> None:
    """The letter went to the wrong person: no link works, an officer is asked to find the right one at once.

    The clocks run on. What the person says of the right recipient is kept. Raises NotVisible and Invalid by field.
    """
    who, what = _who(name, role)
    said = words(why, "why", 400)
    with acting_as(referrer_actor(who, what)), change(reason=_("not for this recipient")):
        link = _held(token, LinkPurpose.READ)
        recipient = AlertRecipient.objects.select_for_update().get(pk=link.recipient_id)
        recipient.ended_at = now()
        told = ", ".join(part for part in (who, what) if part)
        recipient.ended_why = _("Not for them, says %(who)s. %(said)s") % {"who": told[:80], "said": said}
        recipient.ended_why = recipient.ended_why.strip()[:500]
        recipient.save()
        use_link(link)
        close_links(link.alert)
        call = ask_for_call(link.alert, CallReason.WRONG_RECIPIENT)
        people = followers_of(link.alert)
        publish(AlertNeedsSomebody(alert_id=link.alert_id, people=people, occasion=f"call:{call.pk}"))


def record_look(link: AnswerLink) -> None:
    """Write down that the details were shown to whoever holds a link; their name comes with what they answer."""
    record_access(
        actor=referrer_actor(link.recipient.name, ""),
        action=AccessAction.VIEW,
        object_label="alerts.alert",
        object_id=link.alert_id,
        department_id=link.alert.department_id,
        purpose=_("One-time link to this recipient"),
    )


def _held(token: str, purpose: LinkPurpose) -> AnswerLink:
    """The link and its alert, both held. The alert first is taken by everybody, so nobody waits in a circle."""
    seen = open_link(token)
    alert = Alert.objects.select_for_update(of=("self",), no_key=True).select_related("category").get(pk=seen.alert_id)
    link = open_link(token, hold=True)
    if link.purpose != purpose or not alert.is_open:
        raise NotVisible
    link.alert = alert
    return link


def _who(name: str, role: str) -> tuple[str, str]:
    return (
        words(name, "name", 120, missing=_("Say who you are: your name.")),
        words(role, "role", 120, missing=_("Say what your role is, for example GP or ward sister.")),
    )
