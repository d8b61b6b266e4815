"""The lifecycle of an alert as a table. Pure: no database and no request."""

from apps.access.permissions import Permission as P
from apps.alerts.enums import AlertEvent as E
from apps.alerts.enums import AlertStatus as S
from apps.core.lifecycle import Lifecycle, Rule

# A referrer with a link confirms reading and acting without a role; everybody else needs these permissions.
LIFECYCLE: Lifecycle[None] = Lifecycle(
    initial=S.UNREAD,
    rules=(
        Rule(
            event=E.CONFIRM_READ, sources=frozenset({S.UNREAD}), target=S.READ,
            permission=P.ALERT_HANDLE, label=E.CONFIRM_READ.label, demands=("person_name",),
        ),
        Rule(
            event=E.CONFIRM_ACTED, sources=frozenset({S.READ}), target=S.ACTED,
            permission=P.ALERT_HANDLE, label=E.CONFIRM_ACTED.label, demands=("person_name", "what"),
        ),
        Rule(
            event=E.TAKE_BACK, sources=frozenset({S.READ}), target=S.UNREAD,
            permission=P.ALERT_HANDLE, label=E.TAKE_BACK.label, demands=("why",),
        ),
        Rule(
            event=E.TAKE_BACK, sources=frozenset({S.ACTED}), target=S.READ,
            permission=P.ALERT_HANDLE, label=E.TAKE_BACK.label, demands=("why",),
        ),
        Rule(
            event=E.WITHDRAW, sources=frozenset({S.UNREAD, S.READ}), target=S.WITHDRAWN,
            permission=P.ALERT_HANDLE, label=E.WITHDRAW.label, demands=("why",),
        ),
    ),
)  # fmt: skip
