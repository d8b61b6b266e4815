"""The made-up imaging network: trusts, sites, departments, and who holds which role from when."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from apps.access.roles import Role
from apps.accounts.models import Department, Membership, Profession, Site, Trust, User
from apps.core.clock import today

PASSWORD = "synthetic-demo-only"  # noqa: S105 - printed by demo_sign_ins; the demo app is not installed in production
MAIL = "demo.example"

TRUSTS = (
    ("WYR", "Wyredale University Hospitals", (("WRI", "Wyredale Royal Infirmary"), ("CLH", "Calder Lane Hospital"))),
    ("FEN", "Fenbridge Hospitals", (("FGH", "Fenbridge General Hospital"),)),
)
# Code, name, trust, radiologists, reporting radiographers, registrars.
DEPARTMENTS = (
    ("WYR-RAD", "Wyredale Radiology", "WYR", 12, 4, 5),
    ("WYR-CHI", "Wyredale Children’s Imaging", "WYR", 5, 2, 2),
    ("FEN-RAD", "Fenbridge Radiology", "FEN", 7, 3, 2),
)
FIRST = (
    "Amara", "Benedict", "Carys", "Dilan", "Eleri", "Farid", "Greta", "Hamish", "Ines", "Jonas", "Keira",
    "Laszlo", "Maeve", "Nikhil", "Odette", "Pavel", "Quentin", "Rhona", "Sunil", "Tamsin", "Ugo", "Vera",
    "Wanda", "Xenia", "Yusuf", "Zofia", "Anselm", "Bronagh", "Cosmin", "Delyth", "Emeka", "Fenella", "Gwilym",
    "Honora", "Idris", "Jolanta", "Kofi", "Leocadia", "Murdo", "Blodwen", "Cathal", "Demelza", "Ekow", "Frieda",
    "Grigor", "Heulwen", "Ismail", "Jocasta", "Kerensa", "Nerys", "Osian", "Philippa", "Ruaridh", "Sadia",
    "Teodor", "Una",
)  # fmt: skip
LAST = (
    "Abernethy", "Bellweather", "Cadwallader", "Drinkwater", "Entwhistle", "Fairweather", "Gathercole",
    "Holloway", "Inkpen", "Jellicoe", "Kettleburgh", "Lovelock", "Merriweather", "Nightingale", "Oakeshott",
    "Pennyfeather", "Quillfeather", "Ravenscroft", "Silverthorn", "Thistlewood", "Underhay", "Venables",
    "Winterbourne", "Yarborough", "Ashgrove", "Birtwhistle", "Clutterbuck", "Dunwoody", "Eversleigh",
    "Featherstonehaugh", "Grimthorpe", "Heatherington", "Isherwood", "Jessop", "Kirkbride", "Larkspur",
    "Bramblecote", "Crickhollow", "Dovecote", "Elderfield", "Foxglove", "Greengage", "Hazelmere", "Ironwood",
    "Juniper", "Kestrel", "Midwinter", "Netherfield", "Ollerenshaw", "Postlethwaite", "Rookwood", "Sallow",
    "Tregarthen", "Uttley", "Vavasour", "Wetherby",
)  # fmt: skip

# One named sign-in for each role, all in the first department; governance and its kind serve the whole trust.
NAMED: tuple[tuple[str, str, Role, Profession], ...] = (
    ("staff", "Tamsin Larkspur", Role.STAFF, Profession.RADIOLOGIST),
    ("reviewer", "Idris Ravenscroft", Role.REVIEWER, Profession.RADIOLOGIST),
    ("chair", "Maeve Thistlewood", Role.CHAIR, Profession.RADIOLOGIST),
    ("deputy", "Sunil Oakeshott", Role.DEPUTY, Profession.RADIOLOGIST),
    ("coordinator", "Odette Fairweather", Role.COORDINATOR, Profession.ADMINISTRATIVE),
    ("lead", "Hamish Winterbourne", Role.LEAD, Profession.RADIOLOGIST),
    ("governance", "Nerys Holloway", Role.GOVERNANCE, Profession.GOVERNANCE),
    ("iglead", "Pavel Drinkwater", Role.IG_LEAD, Profession.INFORMATION_GOVERNANCE),
    ("records", "Greta Inkpen", Role.RECORDS, Profession.ADMINISTRATIVE),
    ("failsafe", "Kofi Kirkbride", Role.FAILSAFE, Profession.RADIOGRAPHER),
    ("admin", "Una Netherfield", Role.ADMIN, Profession.SYSTEMS),
)
WORK = {role: work for _key, _name, role, work in NAMED}
TRUST_WIDE = (Role.GOVERNANCE, Role.FAILSAFE, Role.ADMIN, Role.IG_LEAD, Role.RECORDS)


@dataclass
class Team:
    """The people of one department, for the story to draw on."""

    department: Department
    chair: User
    deputy: User
    lead: User
    governance: User
    failsafe: User
    admin: User
    staff: list[User]
    readers: list[User]
    reviewers: list[User]


class Builder:
    """Makes people with names that are drawn once each; `since` is when most of them started."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        names = [f"{first} {last}" for first, last in zip(FIRST, LAST, strict=True)]
        taken = {name for _key, name, _role, _work in NAMED}
        self.names = [name for name in names if name not in taken]
        self.since = today() - timedelta(days=900)
        # One hash for everybody: hashing slowly forty times would only make the first start slow.
        first = User()
        first.set_password(PASSWORD)
        self.password = first.password

    def person(self, email: str, name: str, work: Profession) -> User:
        """One account."""
        return User.objects.create(email=f"{email}@{MAIL}", full_name=name, profession=work, password=self.password)

    def somebody(self, department: str, number: int, work: Profession) -> User:
        """One account with the next drawn name."""
        name = self.names.pop(self.chance.randrange(len(self.names)))
        return self.person(f"{department.lower()}.{number}", name, work)

    def give(self, person: User, department: Department, *roles: Role, until: date | None = None) -> None:
        """Roles in a department from the start of the story."""
        for role in dict.fromkeys(roles):
            Membership.objects.create(
                person=person, department=department, role=role, starts_on=self.since, ends_on=until
            )


def build_network(chance: Random) -> list[Team]:
    """Trusts, sites, departments and people; a few have left, one has changed roles."""
    builder = Builder(chance)
    trusts = {}
    for code, name, sites in TRUSTS:
        trusts[code] = Trust.objects.create(code=code, name=name, network="Three Rivers Imaging Network")
        for site_code, site_name in sites:
            Site.objects.create(trust=trusts[code], code=site_code, name=site_name)
    named = {role: builder.person(key, name, work) for key, name, role, work in NAMED}
    teams = []
    for code, name, trust_code, *sizes in DEPARTMENTS:
        department = Department.objects.create(trust=trusts[trust_code], code=code, name=name)
        teams.append(_team(builder, department, sizes, named if code == "WYR-RAD" else None))
    return teams


def _team(builder: Builder, department: Department, sizes: list[int], named: dict[Role, User] | None) -> Team:
    works = (Profession.RADIOLOGIST, Profession.REPORTING_RADIOGRAPHER, Profession.REGISTRAR)
    staff = [
        builder.somebody(department.code, index, work)
        for index, work in enumerate(work for work, size in zip(works, sizes, strict=True) for _ in range(size))
    ]
    for person in staff:
        builder.give(person, department, Role.STAFF)
    consultants = [person for person in staff if person.profession == Profession.RADIOLOGIST]
    if named:
        holders = dict(named)
        for role, person in named.items():
            builder.give(person, department, role, *([Role.STAFF] if person.profession == "radiologist" else []))
        # The department before this one's chair: a role that has ended stays in the record.
        builder.give(consultants[0], department, Role.CHAIR, until=today() - timedelta(days=370))
    else:
        holders = _roles_among(builder, department, consultants)
    reviewers = [*([holders[Role.REVIEWER]] if Role.REVIEWER in holders else []), *consultants[1:4]]
    for person in consultants[1:4]:
        builder.give(person, department, Role.REVIEWER)
    return Team(
        department=department, chair=holders[Role.CHAIR], deputy=holders[Role.DEPUTY], lead=holders[Role.LEAD],
        governance=holders[Role.GOVERNANCE], failsafe=holders[Role.FAILSAFE], admin=holders[Role.ADMIN],
        staff=[*staff, *([holders[Role.STAFF]] if Role.STAFF in holders else [])],
        readers=[person for person in staff if person.profession != Profession.REGISTRAR],
        reviewers=reviewers,
    )  # fmt: skip


def _roles_among(builder: Builder, department: Department, consultants: list[User]) -> dict[Role, User]:
    """Chair, deputy and lead from the department's own; governance and its kind shared within a trust."""
    holders = {Role.CHAIR: consultants[-1], Role.DEPUTY: consultants[-2], Role.LEAD: consultants[0]}
    for number, role in enumerate(TRUST_WIDE, start=90):
        held = Membership.objects.filter(role=role, department__trust=department.trust_id).first()
        holders[role] = held.person if held else builder.somebody(department.code, number, WORK[role])
    for role, person in holders.items():
        builder.give(person, department, role)
    return holders
