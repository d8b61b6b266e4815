"""Fail-safe alerts of the demonstration: one department has them on, with one alert in every stage."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from apps.accounts.models import User
from apps.alerts.domain import recording
from apps.alerts.domain.acts import ActFacts
from apps.alerts.domain.answering import confirm_acted, confirm_read, not_for_me
from apps.alerts.domain.checkpoints import Checkpoint, watched_by
from apps.alerts.domain.configuring import CategoryFacts, RuleFacts, add_rule, change_category, decide_switch
from apps.alerts.domain.raising import AlertFacts, RecipientFacts, raise_alert
from apps.alerts.domain.sweeping import sweep
from apps.alerts.enums import ActKind, Channel, ClockState, HowConfirmed
from apps.alerts.letters import Letter
from apps.alerts.models import Alert, AlertCategory, AlertClock
from apps.cases.domain.alerting import case_of_alert
from apps.core import clock
from apps.core.actor import command_actor
from apps.core.clock import clinical_instant, now
from apps.demo.network import Team
from apps.demo.patients import patient
from apps.demo.story import acting
from apps.journeys.domain.registering import register_study
from apps.journeys.domain.study_facts import ReaderFacts, StepFacts
from apps.journeys.enums import JourneyStage, ReaderPart, RecordSource
from apps.journeys.models import Study

SOURCE = "Demonstration only: an invented figure, no policy of anybody."

# Code: limit, unit, direct contact, and the steps (level, after, unit, channel, waits for).
LIMITS: dict[str, tuple[int, str, bool]] = {
    "critical": (60, "minutes", True),
    "urgent": (24, "hours", False),
    "cancer": (3, "days", False),
}
STEPS: dict[str, tuple[tuple[int, int, str, Channel, ActKind], ...]] = {
    "critical": ((1, 30, "minutes", Channel.OFFICER, ActKind.READ),),
    "urgent": (
        (1, 12, "hours", Channel.TEAM_EMAIL, ActKind.READ),
        (2, 24, "hours", Channel.OFFICER, ActKind.READ),
        (3, 36, "hours", Channel.TELEPHONE, ActKind.READ),
    ),
    "cancer": (
        (1, 1, "days", Channel.REFERRER_EMAIL, ActKind.READ),
        (2, 2, "days", Channel.TELEPHONE, ActKind.READ),
        (3, 14, "days", Channel.REFERRER_EMAIL, ActKind.ACTED),
    ),
}


# Above the patients of the demonstration's year, below those that are added by bulk.
FIRST_NUMBER = 280_000


@dataclass(frozen=True)
class Examination:
    """What was examined."""

    modality: str
    region: str
    name: str


CHEST = Examination("CR", "Chest", "XR chest PA")
THORAX = Examination("CT", "Chest", "CT thorax with contrast")
ABDOMEN = Examination("CT", "Abdomen and pelvis", "CT abdomen and pelvis portal venous")


@dataclass
class Letterbox:
    """Keeps the demonstration's letters instead of sending them."""

    letters: list[Letter] = field(default_factory=list)

    def keep(self, letter: Letter) -> None:
        """Nobody gets it."""
        self.letters.append(letter)


class _Stopped(BaseException):
    """The machine stopped while a letter was on its way."""


@dataclass
class AlertTeller:
    """Tells the alerts of one department, each act at its own past moment."""

    team: Team
    chance: Random
    number: int = FIRST_NUMBER
    box: Letterbox = field(default_factory=Letterbox)

    def categories(self) -> dict[str, AlertCategory]:
        """The categories, with the demonstration's limits and steps."""
        with acting(self.team.lead, now() - timedelta(days=30)) as actor:
            decide_switch(
                actor=actor, department=self.team.department, is_on=True, understood=True, telephone="01632 960470"
            )
            found = {one.code: one for one in AlertCategory.objects.filter(department=self.team.department)}
            for code, (amount, unit, direct) in LIMITS.items():
                found[code] = change_category(
                    actor=actor, category=found[code], expected_version=found[code].version,
                    facts=CategoryFacts(
                        label=found[code].label, meaning=found[code].meaning, limit_amount=amount, limit_unit=unit,
                        needs_direct_contact=direct, asks_primary_site=found[code].asks_primary_site,
                        source_note=SOURCE, active_from=found[code].active_from,
                    ),
                )  # fmt: skip
                for level, after, after_unit, channel, awaited in STEPS[code]:
                    facts = RuleFacts(
                        level=level, after_amount=after, after_unit=after_unit, channel=channel, waits_for=awaited
                    )
                    add_rule(actor=actor, category=found[code], facts=facts)
        return found

    def study(self, verified: datetime, examination: Examination, author: User) -> Study:
        """A study whose report was verified then, registered as the nightly extract would have."""
        self.number += 1
        steps = (
            StepFacts(JourneyStage.ACQUISITION, clinical_instant(verified - timedelta(hours=20), "ris")),
            StepFacts(JourneyStage.VERIFICATION, clinical_instant(verified, "ris")),
        )
        with acting(self.team.admin, verified + timedelta(minutes=20)) as actor:
            return register_study(
                actor=actor, department=self.team.department, source=RecordSource.RIS,
                study_instance_uid=f"2.25.{UUID(int=self.chance.getrandbits(128)).int}",
                accession_number=f"{self.team.department.code[:3]}{self.number:08d}",
                accession_issuer=self.team.department.trust.code, modalities=(examination.modality,),
                body_region=examination.region, description=examination.name,
                patient=patient(self.chance, self.number), steps=steps,
                readers=(ReaderFacts(ReaderPart.AUTHOR, person_id=author.pk),),
            ).study  # fmt: skip

    def raised(
        self, by: User, at: datetime, kind: AlertCategory, of: Examination, finding: str, site: str = ""
    ) -> Alert:
        """An alert of somebody's at a moment, about a report of two hours before."""
        verified = at - timedelta(hours=2)
        study = self.study(verified, of, by)
        with acting(by, at) as actor:
            return raise_alert(
                actor=actor,
                facts=AlertFacts(
                    study_id=study.pk, category_id=kind.pk, finding=finding,
                    reported=clinical_instant(verified, "ris"), primary_site=site,
                    cancer_kind="new" if site else "", team="Respiratory medicine" if site == "Lung" else "",
                    recipient=RecipientFacts(
                        name="Dr Linden Sorrel", organisation="Millbrook Surgery",
                        email="linden.sorrel@millbrook.example", team_email="results@millbrook.example",
                        telephone="01632 960123",
                    ),
                ),
            )  # fmt: skip

    def swept(self, at: datetime) -> None:
        """Each step that is due by then is carried out when it falls due, its letter kept in the box."""
        waiting = AlertClock.objects.filter(state=ClockState.WAITING, next_at__lte=at).order_by("next_at")
        while (due := waiting.first()) is not None:
            with clock.at(due.next_at + timedelta(seconds=5)):
                sweep(actor=command_actor("alert sweep"), post=self.box.keep)

    def cut_short(self, at: datetime) -> None:
        """The machine stops after a letter left; it is sent again when the lease has run out."""

        def stop(place: Checkpoint) -> None:
            if place is Checkpoint.SENT:
                raise _Stopped

        try:
            with watched_by(stop):
                self.swept(at)
        except _Stopped:
            self.swept(at + timedelta(minutes=6))

    def token(self, alert: Alert) -> str:
        """The token in the newest letter of an alert."""
        return next(one.token for one in reversed(self.box.letters) if one.reference == alert.reference)


def tell_alerts(team: Team, seed: int) -> None:
    """One alert in every stage: closed, read, late, late with a case, fresh, at the wrong person, withdrawn."""
    story = AlertTeller(team, Random(seed))
    kinds = story.categories()
    moments: list[tuple[datetime, Callable[[], None]]] = []
    for tell in (_closed, _read_only, _late_with_case, _withdrawn, _wrong_person, _fresh):
        moments += tell(story, kinds)
    for at, act in sorted(moments, key=lambda one: one[0]):
        story.swept(at - timedelta(minutes=1))
        act()
    story.swept(now())


Moments = list[tuple[datetime, Callable[[], None]]]
Kinds = dict[str, AlertCategory]


def _ago(**how_long: int) -> datetime:
    return now() - timedelta(**how_long)


def _closed(story: AlertTeller, kinds: Kinds) -> Moments:
    """Read through the link the same day, acted on the next; the machine stopped once on the way."""
    made: list[Alert] = []
    keys: list[str] = []

    def start() -> None:
        finding = "New spiculated mass in the right upper lobe, 31 mm."
        made.append(story.raised(story.team.staff[0], _ago(days=9), kinds["cancer"], CHEST, finding, "Lung"))
        story.cut_short(_ago(days=9))

    def read() -> None:
        with clock.at(_ago(days=8, hours=20)):
            keys.append(confirm_read(token=story.token(made[0]), name="Dr Linden Sorrel", role="GP"))

    def acted() -> None:
        with clock.at(_ago(days=7, hours=22)):
            done = "Referred on the two-week pathway; patient seen and told today."
            confirm_acted(token=keys[0], name="Dr Linden Sorrel", role="GP", done=done, patient_told=True)

    return [(_ago(days=9), start), (_ago(days=8, hours=20), read), (_ago(days=7, hours=22), acted)]


def _read_only(story: AlertTeller, kinds: Kinds) -> Moments:
    """Nobody answered the letters; an officer reached the surgery, where it was read. Nobody has acted yet."""
    made: list[Alert] = []

    def start() -> None:
        finding = "Unexplained free fluid, and thickening of the sigmoid."
        made.append(story.raised(story.team.staff[1], _ago(days=6), kinds["urgent"], ABDOMEN, finding))

    def call() -> None:
        with acting(story.team.failsafe, _ago(days=4)) as actor:
            waiting = made[0].calls.filter(made_at=None).first()
            recording.record_call(
                actor=actor, alert_id=made[0].pk, spoke_to="Practice manager", call_id=waiting.pk if waiting else None,
                result="The doctor is back tomorrow; a colleague will read it today.",
            )  # fmt: skip
            facts = ActFacts(
                at=clock.now(), person_name="Dr Hazel Rushton", person_role="GP, for Dr Sorrel",
                how=HowConfirmed.TELEPHONE,
            )  # fmt: skip
            recording.record_act(actor=actor, alert_id=made[0].pk, kind=ActKind.READ, facts=facts)

    return [(_ago(days=6), start), (_ago(days=4), call)]


def _late_with_case(story: AlertTeller, kinds: Kinds) -> Moments:
    """Past its limit, still unread, and a case was made of it."""
    made: list[Alert] = []

    def start() -> None:
        finding = "Large thoracic aortic aneurysm, 68 mm, not known before."
        made.append(story.raised(story.team.staff[2], _ago(days=3), kinds["urgent"], THORAX, finding))

    def case() -> None:
        with acting(story.team.failsafe, _ago(days=1)) as actor:
            case_of_alert(actor=actor, alert_id=made[0].pk)

    return [(_ago(days=3), start), (_ago(days=1), case)]


def _withdrawn(story: AlertTeller, kinds: Kinds) -> Moments:
    """Raised on the wrong study."""
    made: list[Alert] = []

    def start() -> None:
        made.append(
            story.raised(story.team.staff[1], _ago(days=5), kinds["unexpected"], ABDOMEN, "Adrenal mass, 4 cm.")
        )

    def end() -> None:
        with acting(story.team.failsafe, _ago(days=5) + timedelta(hours=2)) as actor:
            recording.withdraw(actor=actor, alert_id=made[0].pk, why="Raised on the wrong study; raised again there.")

    return [(_ago(days=5), start), (_ago(days=5) + timedelta(hours=2), end)]


def _wrong_person(story: AlertTeller, kinds: Kinds) -> Moments:
    """The letter reached somebody who left that practice."""
    made: list[Alert] = []

    def start() -> None:
        finding = "Enhancing renal mass, 5 cm, left lower pole."
        made.append(story.raised(story.team.staff[3], _ago(hours=30), kinds["cancer"], ABDOMEN, finding, "Kidney"))

    def answer() -> None:
        with clock.at(_ago(hours=26)):
            why = "The patient moved to Harbour Practice in spring."
            not_for_me(token=story.token(made[0]), name="Dr Linden Sorrel", role="GP", why=why)

    return [(_ago(hours=30), start), (_ago(hours=26), answer)]


def _fresh(story: AlertTeller, kinds: Kinds) -> Moments:
    """An hour old; this category has no limit in the demonstration, so no clock runs."""

    def start() -> None:
        story.raised(
            story.team.staff[0], _ago(hours=1), kinds["unexpected"], THORAX, "Incidental pulmonary nodule, 14 mm."
        )

    return [(_ago(hours=1), start)]
