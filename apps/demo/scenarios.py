"""Made-up stories, written for this product: what happened, what the room sees, and what it learnt."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from apps.cases.domain.second_opinions import SecondOpinionFacts
from apps.cases.enums import CaseKind, OpinionContext
from apps.core.clock import clinical_day


@dataclass(frozen=True)
class Scenario:
    """One story. `narrative` is the submission; everything from `title` on is the presentation copy."""

    kind: str
    kind_detail: str
    modality: str
    region: str
    subspecialty: str
    examination: str
    how: str
    narrative: str
    title: str
    vignette: str
    question: str
    reveal: str
    points: tuple[str, ...]
    factors: tuple[str, ...]
    theme: str


def particulars(scenario: Scenario, day: date) -> dict[str, Any]:
    """What the kind of a story is asked besides: which procedure, which system, whose second opinion."""
    if scenario.kind == CaseKind.COMPLICATION:
        return {"procedure": scenario.examination}
    if scenario.kind == CaseKind.SYSTEM_EVENT:
        return {"system_affected": "The work list of the mobile X-ray unit"}
    if scenario.kind == CaseKind.SECOND_OPINION:
        facts = SecondOpinionFacts(
            giver_name="The radiologist of the colorectal MDT",
            context=OpinionContext.MDT,
            given=clinical_day(day, "submitter"),
            opinion=scenario.reveal,
            in_mdt_record=True,
        )
        return {"second_opinion": facts}
    return {}


SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        "discrepancy", "missed", "CR", "Chest", "chest", "XR chest PA", "later_imaging",
        "Right apical opacity behind the first rib is visible on this film and was not described. CT four months "
        "later shows a 31 mm mass in the same place.",
        "Hidden behind the first rib",
        "A smoker in the seventh decade with a cough for six weeks. Chest radiograph requested from primary care.",
        "Would you ask for anything more after this film?",
        "A 22 mm opacity at the right apex, overlapped by the first rib and clavicle. It had doubled by the CT.",
        ("Compare both apices above the clavicle on every chest film, with the windows changed.",
         "Ask for an apical view or CT when the two sides differ."),
        ("active_human",), "missed_cancer_lung",
    ),
    Scenario(
        "discrepancy", "missed", "CT", "Abdomen and pelvis", "abdominal", "CT abdomen and pelvis portal venous",
        "mdt",
        "Small enhancing lesion in the pancreatic tail, seen in retrospect at the MDT. The report answered the "
        "question about diverticulitis and stopped there.",
        "The answer was diverticulitis, and something else",
        "Left iliac fossa pain with raised inflammatory markers. Portal venous CT out of hours.",
        "Besides the colon, what else would you put in the conclusion?",
        "Uncomplicated sigmoid diverticulitis, and a 14 mm hypervascular lesion in the tail of the pancreas.",
        ("Finish the search after the question is answered: solid organs, then edges of the scan.",
         "A standard order for reading protects you at three in the morning."),
        ("active_human", "latent_system"), "missed_cancer_other",
    ),
    Scenario(
        "discrepancy", "misread", "MR", "Spine", "neuro", "MR lumbar spine", "peer_feedback",
        "Reported as degenerative disc disease; the level above shows a discitis with a small epidural "
        "collection on the STIR images.",
        "Degenerate disc, or infected disc?",
        "Back pain for three weeks with a low fever, in somebody who uses intravenous drugs.",
        "Which sequence decides between wear and infection here?",
        "High STIR signal across the disc and both endplates at L2/3, with a thin epidural collection.",
        ("Read STIR before T2 when infection is in the question.",
         "Fever with back pain is infection until shown otherwise: say so in the report."),
        ("active_human", "latent_communication"), "other_relevant",
    ),
    Scenario(
        "discrepancy", "missed", "CR", "Wrist", "musculoskeletal", "XR wrist PA and lateral", "clinical_course",
        "Undisplaced scaphoid waist fracture on the oblique view, discharged as a sprain and seen again in clinic "
        "with non-union.",
        "Three views, one line",
        "Fall on an outstretched hand, tender in the anatomical snuffbox.",
        "Is the series complete enough to exclude the injury you fear?",
        "A faint lucent line through the scaphoid waist on one oblique view only.",
        ("With snuffbox tenderness a normal film is not the end: advise immobilisation and early MRI.",
         "Look at each scaphoid view for itself before you compare them."),
        ("active_human", "latent_technical"), "missed_fracture",
    ),
    Scenario(
        "delay", "", "CT", "Chest", "chest", "CT thorax with contrast", "incident",
        "Examination performed on time, but the report waited five weeks in an unallocated list. It described a "
        "new lung cancer.",
        "Five weeks in nobody’s list",
        "An urgent CT of the thorax was performed within a week of the request.",
        "Where can a study wait without anybody knowing?",
        "The list for cross-cover had no owner between two rotas. The report was written on day 36.",
        ("Every worklist needs a named owner on every day of the year.",
         "A weekly count of the oldest unreported study finds what a median hides."),
        ("latent_system",), "system_error",
    ),
    Scenario(
        "communication", "", "CT", "Head", "neuro", "CT head", "complaint",
        "The report recommended MRI within two weeks for an incidental mass. The alert went to an inbox that had "
        "been closed, and nobody acted for seven months.",
        "The alert that went nowhere",
        "Head CT after a fall. An incidental extra-axial mass was described and an alert was sent.",
        "Who knows that the alert was read?",
        "The alert was addressed to a closed mailbox; no acknowledgement was expected, so its absence told nobody.",
        ("An alert is finished when somebody has acknowledged it, not when it is sent.",
         "Recommend, name who should act, and say by when."),
        ("latent_communication",), "system_error",
    ),
    Scenario(
        "good_spot", "", "CT", "Abdomen and pelvis", "abdominal", "CT renal tract", "double_reporting",
        "On a low-dose stone CT the registrar described a subtle caecal wall thickening that turned out to be an "
        "early cancer. Well seen.",
        "Found on a stone scan",
        "Loin pain to groin. Low-dose CT of the renal tract without contrast.",
        "What else can be judged on a low-dose unenhanced scan?",
        "A 4 mm ureteric stone, and 12 mm of asymmetric wall thickening in the caecum.",
        ("Follow the whole colon on every abdominal CT, even without contrast.",
         "Say what the scan can and cannot show, and what should follow."),
        (), "good_spot",
    ),
    Scenario(
        "discrepancy", "missed", "US", "Liver", "abdominal", "US abdomen", "later_imaging",
        "A lesion in segment VIII below the dome was not seen on ultrasound; MRI six weeks later shows a "
        "hepatocellular carcinoma of 28 mm.",
        "Under the dome",
        "Surveillance ultrasound in known cirrhosis. Limited views were noted.",
        "When is a limited surveillance scan not enough?",
        "Segment VIII was obscured by gas and ribs; the lesion lay there.",
        ("Name the segments that you could not see, and ask for another test when it is surveillance.",
         "Left lateral position and deep inspiration bring the dome down."),
        ("latent_technical", "active_patient"), "missed_cancer_other",
    ),
    Scenario(
        "educational", "", "MR", "Knee", "musculoskeletal", "MR knee", "random_review",
        "A lovely example of a meniscal ramp lesion with the posterior fluid sign. Worth showing to the registrars.",
        "The ramp that hides behind the ligament",
        "Twisting injury at football, large effusion.",
        "Which structure behind the medial meniscus is torn?",
        "Fluid between the posterior horn of the medial meniscus and its capsule: a ramp lesion.",
        ("With an anterior cruciate tear, look behind the posterior horn on the sagittal fat-suppressed images.",
         "A ramp lesion changes what the surgeon plans: put it in the conclusion."),
        (), "educational_case",
    ),
    Scenario(
        "discrepancy", "misread", "CT", "Chest", "chest", "CT pulmonary angiogram", "peer_feedback",
        "A filling defect reported as embolus is a mucus-filled bronchus next to the artery. The patient was "
        "anticoagulated for ten days.",
        "Embolus, or bronchus?",
        "Breathlessness after a long journey. CT pulmonary angiogram with moderate enhancement.",
        "How do you tell a vessel from an airway at the segmental level?",
        "The tubular low density runs with, not in, the artery: an impacted bronchus of the lower lobe.",
        ("Trace each suspicious vessel to its parent before you call it.",
         "Lung windows beside soft-tissue windows settle most doubtful emboli."),
        ("active_human", "latent_technical"), "other_relevant",
    ),
    Scenario(
        "system_event", "", "CR", "Chest", "chest", "XR chest AP mobile", "incident",
        "Two mobile films from the same ward were stored under each other’s request. Both were reported before "
        "it was noticed; both reports were corrected the same day.",
        "Two films, crossed over",
        "Two mobile chest radiographs taken in the same bay within five minutes.",
        "Which check would have caught the exchange before the report?",
        "A lead visible on one film belonged to the other request.",
        ("Compare lines and devices with the request and with the film before.",
         "Identity is confirmed at the bedside, for each exposure."),
        ("latent_system", "active_human"), "system_error",
    ),
    Scenario(
        "discrepancy", "missed", "MG", "Breast", "breast", "Mammogram", "mdt",
        "Architectural distortion on one view of the screening mammogram, recalled in the next round with a "
        "cancer of 17 mm.",
        "Distortion on one view",
        "Routine screening, no symptoms.",
        "Would you recall on the strength of one view?",
        "Subtle spiculated distortion in the upper outer quadrant, on the oblique view only.",
        ("Distortion on one view still deserves another look with tomosynthesis.",
         "Read with the earlier round beside it, not after it."),
        ("active_human",), "missed_cancer_other",
    ),
    Scenario(
        "procedural_complication", "", "US", "Liver", "interventional", "US guided liver biopsy", "clinical_course",
        "Pneumothorax after an intercostal liver biopsy, treated with a drain. Consent had covered it; the check "
        "film was taken late.",
        "After the needle",
        "Intercostal biopsy of a lesion in the right lobe of the liver.",
        "What do you check before the patient leaves the department?",
        "A moderate right pneumothorax on the film at four hours.",
        ("A subcostal route avoids the pleura where the lesion allows it.",
         "Look at the pleura with the same probe as soon as the needle is out."),
        ("active_human", "latent_system"), "procedural_complication",
    ),
    Scenario(
        "discrepancy", "missed", "CT", "Head", "neuro", "CT head", "double_reporting",
        "Hyperdense basilar artery on the unenhanced scan, described the next morning. Thrombectomy was still "
        "possible.",
        "A bright dot in front of the pons",
        "Sudden vertigo and double vision, scanned within three hours.",
        "Which vessel do you look at first in a posterior circulation stroke?",
        "A hyperdense basilar artery, and an early low density in the pons.",
        ("Look for the dense vessel on thin slices before the parenchyma.",
         "Suspected posterior stroke: ask for the angiogram in the same visit."),
        ("active_human", "latent_communication"), "other_relevant",
    ),
    Scenario(
        "second_opinion", "", "MR", "Pelvis", "abdominal", "MR rectum", "mdt",
        "Re-read for the MDT changes the nodal stage: two mesorectal nodes with irregular borders. The original "
        "report called it node-negative.",
        "Size is not the border",
        "Staging MRI of a mid-rectal tumour.",
        "Which feature of a node matters more than its size?",
        "Two nodes of 6 mm with irregular borders and mixed signal.",
        ("Judge border and signal of a mesorectal node, not its diameter alone.",
         "A template for rectal staging keeps the nodes from being forgotten."),
        ("active_human",), "incorrect_staging_nodal",
    ),
    Scenario(
        "good_spot", "", "CR", "Abdomen", "abdominal", "XR abdomen", "peer_feedback",
        "Reporting radiographer saw free gas on a supine film and rang the ward within ten minutes.",
        "Both sides of the bowel wall",
        "Abdominal pain and distension, supine film only.",
        "Can you see free gas on a supine film?",
        "Gas outlines both sides of the bowel wall: Rigler’s sign.",
        ("Rigler’s sign and a clear falciform ligament show free gas on a supine film.",
         "Ring first, report second."),
        (), "good_spot",
    ),
    Scenario(
        "discrepancy", "missed", "CR", "Hip", "musculoskeletal", "XR pelvis and hip", "later_imaging",
        "Impacted subcapital fracture not described in an older person who could still walk. MRI two days later.",
        "They walked in",
        "Fall from standing height, able to bear weight with pain.",
        "Does walking exclude a fracture of the hip?",
        "A faint band of sclerosis across the femoral neck, and a break in the trabecular lines.",
        ("Follow the trabecular lines across both femoral necks.",
         "Pain on weight bearing after a fall with a normal film needs MRI or CT the same day."),
        ("active_human",), "missed_fracture",
    ),
    Scenario(
        "discrepancy", "misread", "NM", "Whole body", "nuclear", "Bone scintigraphy", "mdt",
        "Uptake in the skull reported as metastasis; CT shows Paget’s disease. The stage was changed back at the "
        "MDT.",
        "Bright, but benign",
        "Staging bone scan in prostate cancer.",
        "Which pattern of uptake argues against metastasis?",
        "Diffuse uptake of the whole calvarium with thickened, coarse bone on CT.",
        ("Paget’s disease starts at one end of a bone and thickens it: look at the CT before you stage.",
         "Put the pattern in words; a hot spot is not a diagnosis."),
        ("active_human",), "benign_called_cancer",
    ),
    Scenario(
        "delay", "", "MR", "Spine", "neuro", "MR whole spine", "incident",
        "Suspected cord compression on Friday evening; the scan was performed on Monday because the on-call "
        "protocol did not say who could open the scanner.",
        "A weekend without a scanner",
        "Known cancer, new weakness of both legs on a Friday evening.",
        "Who decides, and who opens the scanner?",
        "Compression at T7. The scan was performed 61 hours after the request.",
        ("Write down who may open the scanner at night, with telephone numbers that are tested.",
         "Cord compression is an emergency on every day of the week."),
        ("latent_system", "latent_communication"), "system_error",
    ),
    Scenario(
        "discrepancy", "missed", "CT", "Neck", "head and neck", "CT neck", "later_imaging",
        "Thickening of the left vocal fold on the lowest slices of a neck CT, described as symmetrical.",
        "The last slices of the stack",
        "Hoarse for three months, smoker.",
        "Where do you look when a cord does not move?",
        "Asymmetric soft tissue of the left true cord, with the arytenoid turned inwards.",
        ("Compare both sides of the larynx on axial and coronal images.",
         "Read the edges of the stack with the same care as its middle."),
        ("active_human",), "missed_cancer_other",
    ),
    Scenario(
        "educational", "", "CT", "Chest", "chest", "HRCT thorax", "random_review",
        "Beautiful example of the three-density sign. Good for teaching.",
        "Three densities in one lung",
        "Breathless pigeon keeper, gradual onset.",
        "What do three densities in the same lobe mean?",
        "Ground glass, normal lung and air trapping side by side: fibrotic hypersensitivity pneumonitis.",
        ("Ask for expiratory images when the mosaic is patchy.",
         "Three densities point to hypersensitivity pneumonitis: ask about birds and mould."),
        (), "educational_case",
    ),
    Scenario(
        "discrepancy", "missed", "CR", "Chest", "paediatric", "XR chest", "peer_feedback",
        "Two healing posterior rib fractures in an infant, not described. Recognised by the paediatric "
        "radiologist the next day, and acted on.",
        "Look at the ribs before the lungs",
        "Infant with a cough, chest radiograph from the emergency department.",
        "Which bones do you check on every infant film?",
        "Callus on the posterior seventh and eighth ribs.",
        ("Every infant chest film is also a film of the ribs.",
         "Unexplained fractures in an infant: speak to the safeguarding lead now, not in the report."),
        ("active_human", "latent_system"), "missed_fracture",
    ),
    Scenario(
        "good_spot", "", "MR", "Head", "neuro", "MR internal auditory meatus", "double_reporting",
        "Tiny pituitary lesion seen at the edge of an IAM study and described with a sensible plan.",
        "At the edge of the field",
        "One-sided hearing loss, MR of the internal auditory meatus.",
        "What lies at the edge of this field of view?",
        "Normal nerves; a 5 mm lesion of the pituitary at the top of the volume.",
        ("The edge of the field belongs to the report.",
         "Give a plan with the incidental finding, so that it does not become somebody’s puzzle."),
        (), "good_spot",
    ),
    Scenario(
        "communication", "", "CR", "Chest", "chest", "XR chest PA", "clinical_course",
        "Report advised repeat film in six weeks to confirm resolution. It was filed without being read, and the "
        "consolidation was a cancer.",
        "Repeat in six weeks, said the report",
        "Treated for pneumonia; the film showed consolidation in the left upper lobe.",
        "How do you make sure that a follow-up film happens?",
        "No film was requested. Nine months later the opacity had grown.",
        ("Book the follow-up from the department when the pathway allows it.",
         "A safety net needs a list of those who did not come back."),
        ("latent_communication", "active_external"), "missed_cancer_lung",
    ),
)  # fmt: skip
