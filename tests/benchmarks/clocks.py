"""Many open clocks of fail-safe alerts, and the two ways to find out that none is due."""

from datetime import timedelta
from uuid import uuid4

from django.db import connection, transaction

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import Membership
from apps.alerts.domain.configuring import decide_switch
from apps.alerts.domain.raising import AlertFacts, RecipientFacts, raise_alert
from apps.alerts.domain.sweeping import sweep
from apps.alerts.enums import Channel, ClockKind, ClockState
from apps.alerts.models import Alert, AlertCategory, AlertClock
from apps.alerts.queries.due import due_clocks
from apps.core.actor import acting_as, command_actor
from apps.core.clock import now
from apps.journeys.models import Study

# Clocks to an alert: what is measured asks the clocks only, so alerts need not be as many.
OF_EACH = 50
AT_ONCE = 5_000
# An idle sweep is over before a busy machine's scheduler looks up once: so many make one run.
SWEEPS_IN_A_RUN = 200


def fill_clocks(count: int) -> None:
    """So many clocks that fall due during the next year; none where nobody asks for any."""
    missing = count - AlertClock.objects.count()
    if missing <= 0:
        return
    first = _an_alert()
    AlertClock.objects.update(state=ClockState.DONE)
    alerts = [first, *_copies(first, missing // OF_EACH)]
    if connection.vendor == "postgresql":
        _insert_by_the_database([str(one) for one in alerts], missing)
    else:
        _insert(alerts, missing)


def _an_alert() -> Alert:
    """One raised through the domain; the others repeat its row."""
    lead = Membership.objects.filter(role=Role.LEAD).select_related("person", "department").order_by("pk")[0]
    actor = actor_for(lead.person)
    study = Study.objects.filter(department=lead.department).order_by("pk")[0]
    with acting_as(actor):
        decide_switch(actor=actor, department=lead.department, is_on=True, understood=True, telephone="01632 960000")
        kind = AlertCategory.objects.get(department=lead.department, code="urgent")
        facts = AlertFacts(
            study_id=study.pk,
            category_id=kind.pk,
            finding="Made for measuring.",
            recipient=RecipientFacts(name="Nobody", telephone="01632 960001"),
        )
        return raise_alert(actor=actor, facts=facts)


def _copies(first: Alert, count: int) -> list[Alert]:
    """Rows like the first, without versions: nothing that is measured reads them."""
    made = []
    for number in range(count):
        values = {field.attname: getattr(first, field.attname) for field in Alert._meta.concrete_fields}
        made.append(Alert(**{**values, "id": uuid4(), "reference": f"B{number}"}))
    return list(Alert._base_manager.bulk_create(made, batch_size=AT_ONCE))


def _insert(alerts: list[Alert], count: int) -> None:
    moment = now()
    AlertClock.objects.bulk_create(
        (
            AlertClock(
                alert_id=alerts[number % len(alerts)].pk,
                kind=ClockKind.NOTICE,
                level=1 + number // len(alerts),
                channel=Channel.OFFICER,
                due_at=moment + timedelta(days=1, seconds=number % 31_000_000),
                next_at=moment + timedelta(days=1, seconds=number % 31_000_000),
                message_id=f"<bench.{number}>",
            )
            for number in range(count)
        ),
        batch_size=AT_ONCE,
    )


def _insert_by_the_database(references: list[str], count: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO alerts_alertclock
                (id, alert_id, kind, level, waits_for, channel, due_at, next_at, state, tries, message_id)
            SELECT gen_random_uuid(), a.ids[1 + n %% a.many], 'notice', 1 + n / a.many, 'read', 'officer',
                   soon.at, soon.at, 'waiting', 0, '<bench.' || n || '>'
            FROM (SELECT array_agg(id) AS ids, count(*)::int AS many
                  FROM alerts_alert WHERE reference = ANY(%s)) AS a,
                 generate_series(0, %s) AS n,
                 LATERAL (SELECT now() + interval '1 day' + (n %% 31000000) * interval '1 second' AS at) AS soon
            """,
            [references, count - 1],
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE alerts_alertclock")


def open_clocks() -> int:
    """How many clocks the sweep has to know about."""
    return AlertClock.objects.filter(state=ClockState.WAITING).count()


def idle_sweeps() -> None:
    """SWEEPS_IN_A_RUN sweeps as beat runs them, with nothing due. Raises AssertionError when something was."""
    for _one in range(SWEEPS_IN_A_RUN):
        if sweep(actor=command_actor("bench")):
            raise AssertionError("Something was due: this was no idle sweep.")


def full_scan() -> None:
    """The same question with every open clock read, as without the index."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_indexscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_indexonlyscan = off")
        due_clocks(now()).values_list("pk", flat=True).first()
