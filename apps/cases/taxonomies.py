"""The coding schemes that ship, as data with their sources (DOMAIN 5). Seeded once, by migration 0002.

Only what was read whole is here; the Yorkshire framework's wording is unverified and so is not.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scheme:
    """One scheme in one edition; `terms` are (code, label, meaning)."""

    code: str
    title: str
    source: str
    terms: tuple[tuple[str, str, str], ...]


UK_THEMES = Scheme(
    "uk_themes",
    "Themes of UK learning meetings",
    "Koo and Smith 2019, Insights into Imaging (Leeds REALM themes)",
    (
        ("missed_cancer_lung", "Missed cancer: lung", ""),
        ("missed_cancer_other", "Missed cancer: other", ""),
        ("incorrect_staging_t", "Incorrect staging: T", ""),
        ("incorrect_staging_nodal", "Incorrect staging: nodal", ""),
        ("incorrect_staging_metastases", "Incorrect staging: metastases", ""),
        ("benign_called_cancer", "Benign called cancer", ""),
        ("cancer_called_benign", "Cancer called benign", ""),
        ("missed_fracture", "Missed fracture", ""),
        ("mimic_called_fracture", "Mimic called fracture", ""),
        ("other_incidental", "Other clinically significant: incidental", ""),
        ("other_relevant", "Other clinically significant: relevant to the request", ""),
        ("good_spot", "Good spot", ""),
        ("system_error", "System error", ""),
        ("educational_case", "Educational case", ""),
        ("procedural_complication", "Procedural complication", ""),
    ),
)

KIM_MANSFIELD = Scheme(
    "kim_mansfield",
    "Kim and Mansfield error types",
    "Kim and Mansfield 2014, AJR 202:465-470; one case may carry several, and the denominator is errors",
    (
        ("1", "Complacency", "Over-read: the finding is real, the cause is wrong"),
        ("2", "Faulty reasoning", "Called abnormal, with the wrong cause"),
        ("3", "Lack of knowledge", "Wrong cause through a gap in knowledge"),
        ("4", "Under-reading", "Visible in retrospect, not seen"),
        ("5", "Poor communication", "Seen, not conveyed"),
        ("6", "Technique", "Not visible even in retrospect"),
        ("7", "Prior examination", "Earlier studies not consulted"),
        ("8", "History", "Clinical information incomplete"),
        ("9", "Location", "Outside the area of interest"),
        ("10", "Satisfaction of search", "Stopped after the first finding"),
        ("11", "Complication", "Usually procedural"),
        ("12", "Satisfaction of report", "Leaned on the earlier report"),
    ),
)

BIASES = Scheme(
    "cognitive_biases",
    "Cognitive biases",
    "Insights into Imaging 2017 (s13244-016-0534-1, table 3) and 2021 (s13244-021-00986-8, table 2); Radiopaedia",
    tuple(
        (name.lower().replace(" ", "_"), name, "")
        for name in (
            "Anchoring", "Framing", "Availability", "Confirmation", "Satisfaction of search", "Premature closure",
            "Outcome", "Zebra retreat", "Attribution", "Alliterative", "Regret", "Inattentional", "Hindsight",
            "Scout neglect", "Automation", "Representativeness",
        )
    ),
)  # fmt: skip

FACTORS = Scheme(
    "contributory_factors",
    "Contributing factors",
    "Brook 2010, RadioGraphics (rg.305105013): latent and active failures",
    (
        ("latent_technical", "Technical", "Latent: equipment, protocol, image quality"),
        ("latent_system", "System", "Latent: workload, staffing, environment, process"),
        ("latent_communication", "Communication", "Latent: request, handover, report, alert"),
        ("active_human", "Human", "Active: perception, interpretation, knowledge"),
        ("active_patient", "Patient-based", "Active: unusual presentation, positioning, co-operation"),
        ("active_external", "External", "Active: outside the department"),
    ),
)

# Where a journey failed; kept beside a case's failure places and never offered as a coding of its finding.
JOURNEY_FAILINGS = Scheme(
    "journey_failure",
    "Failings in imaging journeys",
    "Parliamentary and Health Service Ombudsman, Unlocking Solutions in Imaging (HC 393, July 2021), as told by the "
    "Society of Radiographers, the Royal College of Radiologists and the trade press",
    (
        ("guidance_not_followed", "Guidance not followed", "National guidance on reporting unexpected findings"),
        ("finding_not_acted_on", "Finding not acted on", "An important unexpected finding was not followed up"),
        ("reporting_delayed", "Reporting delayed", "Delay in reporting the images"),
        ("earlier_mistake_repeated", "Earlier mistake repeated", "No learning from a mistake that then recurred"),
        ("poor_handover", "Poor handover", "Between departments or services"),
        ("poor_escalation", "Poor escalation", "Poor or variable escalation"),
    ),
)

SCHEMES = (UK_THEMES, KIM_MANSFIELD, BIASES, FACTORS)

# Only for scores that a spreadsheet brings, and off until a department decides (docs/adr/0027). It says what two
# readers thought of one report; it is no measure of a person, and this platform never asks for it.
RADPEER = Scheme(
    "radpeer",
    "RADPEER, 2016 scale, with score 4 of the older one",
    "JACR 2017;14:1080-86, as given at radiologia.online/peer-review-radpeer; score 4 is of the older four-point one",
    (
        ("1", "1", "Agree"),
        ("2a", "2a", "Disagree, an understandable miss; unlikely to be clinically significant"),
        ("2b", "2b", "Disagree, an understandable miss; likely to be clinically significant"),
        ("3a", "3a", "Disagree, should usually be made; unlikely to be clinically significant"),
        ("3b", "3b", "Disagree, should usually be made; likely to be clinically significant"),
        ("4", "4 (older scale)", "From the older four-point scale; the scale of 2016 has no such score"),
    ),
)
