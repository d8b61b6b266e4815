"""Words that the screen tells from names: ordinary and imaging words, eponyms, titles, place words.

Written for this product. A word missing here costs a false alarm or, for an ordinary surname, nothing worse
than being flagged more often; a word too many means that the surname alone is passed over and needs a
title, an initial or the full name (docs/how-to/screening.md).
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that follow a title without being a name ("the dr said", "Dr on call").
PLAIN = _words(
    """
    a about above act after again against ago all along also although always am an analysis and another
    any anybody appointment are around as ask asked asks at away back bank be because been before began
    being below best better between big both bring but by call called came can cannot case cases change
    check checked clear clearly clinic come consultant coordinator could day days diagnosis did differ
    do does done down during each early either end enough even every everybody far feel felt few find
    finding first for from full further gave get give given go goes gone good got great had has have he
    hence her here high him his how however if in into is it its just keep kept kind knew know known
    large last late later least led left less let letter like likely list little look looked low made
    make manager many may me mean mentioned might more most much must my near need needs never new next
    no nobody none not note noted notes nothing now number of off often old on once one only or order
    other others our out over own part passed past per perhaps place please possible practitioner
    present previous put query questioned radiographer rang rate rating read really referred registrar
    report reported reports request requested result review reviewed right rota said same saw say says
    see seen sent several shall she should show showed side since small so some somebody soon specialist
    station still such surgery take taken than that the their them then there these they think this
    those thought through time to today told too took toward two type under unless until up upon us use
    used very via view was way we well went were what when where whether which while who whom whose why
    will with within without would wrote year years yes yet you your
    """
)

# Imaging, anatomy and disease words: "MR Spine" is no Mr Spine.
IMAGING = _words(
    """
    abdomen abdominal abscess acetabulum acute adenoma adhesion adrenal airway angiogram angiography
    ankle anterior aorta aortic appendix arch arm arterial artery arthritis arthrogram arthrography
    ascites atelectasis atrium axial axilla biliary biopsy bladder bone bones bowel brachial brain
    breast bronchus burst caecum calcaneus calcium calf cardiac carotid carpal catheter cavity
    cerebellum cervical chest cholangiogram cholangiography cholangiopancreatography chronic cine
    clavicle clip coil colitis collapse colon colonography column conduit congenital consolidation
    contrast cord coronal coronary cortex cranial cyst cystography dental diaphragm diffusion disc dixon
    dose drain duct duodenum effusion elastography elbow embolism embolus enhancement enteroclysis
    enterography eye eyes face facial fat femoral femur fibroid fibula film finger fingers fissure
    fistula fistulogram flow fluid fluoroscopy foot forearm fracture fundus fusion gadolinium gland
    graft groin guided gut haematoma hand hands head heart hepatic hernia hip hips humerus ileum image
    images imaging implant infarct inferior iris jaw jejunum joint joints kidney kidneys knee knees
    larynx lateral leg legs lesion lesions ligament limb line liver lobe lower lumbar lung lungs lymph
    lymphoma mammogram mandible marrow marsh mass maxilla medial mesentery metastasis mouth mrcp mri
    muscle myelogram myelography nasal neck nerve node nodes nodule nose oedema oesophagus orbit orbits
    ovary palate pancreas parotid patella pelvic pelvis penis perfusion perineum peritoneum phalanx
    pharynx phase phosphate pituitary plaque pleura pneumonia polyp port portal posterior pouch
    proctogram prostate protocol pulmonary pyelogram radial radius rectal rectum renal retina rib ribs
    ring root sacral sacroiliac sacrum safety sagittal scan scanner scans scaphoid scapula scrotum
    segment sequence sequences shoulder shunt simulation sinogram sinus sinuses skeletal skull slice
    small sole spectroscopy spinal spine spleen stenosis stent sternum stomach stone stones stroke
    studies study superior supraspinatus system temple temporal tendon testis thigh thoracic thorax
    throat thrombus thumb thymus thyroid tibia toe toes tongue tooth trachea tract tube tumour ulcer
    ulna ultrasound upper ureter urethra urogram urography uterus vagina valve vein venogram venography
    venous ventricle vertebra vessel vessels vocal volume wall whole wrist
    """
)

# Surnames and forenames that are English words.
WORDY_NAMES = _words(
    """
    abbot abbott alder amber angel apple april archer ash august autumn bacon baker ball band bank banks
    barber bark barn barrow basil bass batten bay beach bean bear beck bell bench berry bill birch bird
    bishop black blind block blood bloom blunt bolt bond bonds booth border bow bowl bowler bows box
    boys branch brand brandy bread brick bridge bridges bright broad brook brooks brown buck bull bunch
    bunting burden burns bush butcher butler butt butter button cable camp cannon canon carpenter cart
    carter carver cash castle chain chalk chamber chambers chance chapel chaplain charity chase church
    clamp clay clerk cliff close cloud coal coast coats cobb coffin coin cold comb constant cook cooper
    copper coral core cork corn corner cotton couch counter court cousins cove cox craft crane crisp
    crook cross crow crown crystal curry curtain daisy dale dance dark dart dash dawn deal dean dear
    deer dent diamond dock dove drake draper drew drinkwater driver drum duck duke dunk dust dyer earl
    earth east english fairy faith farmer farrow fern ferry fever field fielder fields finch fine firm
    fish fisher flag flint flood floor florence flower flowers fly fog fold ford forest forester forge
    fort foster fountain fowler fox frame france frank free french friend frost fry fuller furlong gale
    gallant game garden gardener gardner garland gate gates gauge gem gene georgia gift glass glen
    glover gold good goose gore grace grain grange grant grass grave graves gray green grey groom ground
    grove guard guest gum gun guy hail hale hall ham hammer hardy hare harp harry hart harvest hatch
    hawk hay hazel head heath heather heaven hedge hedges henry heron hide hill hills hind hinge hobby
    hog holder hole holland holly holt home honey hood hook hope horn horne horse house hunt hunter ice
    ireland iron island ivory ivy jack jade jasmine jay jet jewel jordan josh joy judge jump june
    justice keen key keys king kite knight lack lake lamb lance land lane lark laurel law lay lead leaf
    lean lemon light lilac lily lime lincoln lines lion lock lodge loft london long lord love loveday
    lovely low lucky mace major mann manner maple march mark marks mason masters mat match max meadow
    meadows melody mercer mercy merry mews mild miles mill miller mills miner minor mint mist moody moon
    moor moss mount nail neat needle neighbour nest newman nick night noble noon norman north novel
    nurse oak oakes olive oliver onion orange orchard otter outlaw owl pace pack page paige pain paine
    painter pale palm palmer paris parish park parker parks parrot parson parsons pass pat patch
    patience peace peach peacock peak pear pearl pearson peel penny pepper perch petty pick piece pike
    pilgrim pillar pine pink pitt place plain plant plum pole poll pollard pond pool pope poppy porter
    post pott potter potts pound powder power powers press price pride priest prince prior proud
    prudence purple quail queen quick rain rains ramp ramsey rash raven raw ray reader reed reeve rest
    rice rich rider ridge rivers roach road rob robin rock rod roe roll roof rook rose rosemary rough
    round row royal ruby rule rush rust sadler sage sail sailor salmon salt sand sands sandy savage
    sawyer scales school scope score sea seal self senior series service shade shadow shape sharp sharpe
    shell shepherd shield ship shoemaker shore short shunt silk silver singer single sky slater
    slaughter sleep slight slow smart smoke snow song south spark sparks spear speed spice spicer spike
    spring square stack staff stag stain stamp stand star stark starling steel steer stent stephen
    sterling stern stick stock stocks storm strain strange stream street stretch strong style sue summer
    summers sun swallow swan sweet swelling swift sword tall tank tanner tear temperance tempest tennant
    thatcher thick thin thorn thorne thrower tiller tower towers town tree trees true trump tuck turner
    twist tyler usher vale valley vicar victor victoria vine viola violet virginia wade wagner walker
    waller walls walnut ward ware warm warner wash waters watt wave weaver week weeks weight wells west
    wheat wheel wheeler whistler white wild wilder wiles willow wills wind window wine wing winter
    winters wise wolf wood woods wool word work world worth wren wright yard yew york young younger
    """
)

# Names that live on in diseases, signs, fractures and classifications.
EPONYMS = _words(
    """
    achilles addison ahmed aicardi albert alberta albright allis alzheimer amyand anderson ann arbor
    arnold asherman atlanta baker balthazar bankart barlow barrett bartholin barton behcet bell bennett
    blount bochdalek boerhaave bosniak bouveret bowen brenner breslow broden brodie brunner budd buerger
    burgess burkitt calve cantlie caplan carney caroli castleman chagas chance charcot chiari chilaiditi
    child chopart churg clark cobb codman colles conn cooper couinaud cowden crawford creutzfeldt crohn
    cushing dandy danlos de debakey denis dercum devic doppler douglas down dressler duke dukes
    dupuytren ebstein edwards ehlers eisenmenger erdheim essex ewing fabry fallot fanconi feil felty
    fisher fleischner foley fontaine fontan forestier fort fowler fox freiberg frykman galeazzi galen
    garden gardner garengeot gartner gaucher gilbert gleason glenn goodpasture gorham gosselin gradenigo
    graham graves grawitz grynfeltt guillain gustilo haglund hamman hampton hangman hansen harris
    hartmann hashimoto hawkins hess hickman hill hippel hirschsprung hodgkin hoffa horner hounsfield
    hunt hunter huntington hurler hutchinson jakob jefferson jeghers johansson jones judet kager kaposi
    kasai kawasaki kellgren kerley kienbock killian klatskin klinefelter klippel kocher kohler
    krukenberg kummell lachman ladd langerhans larsen lauge laugier legg lemierre leriche letournel lewy
    leydig lichtman lindau lisfranc littre loeffler lopresti ludwig lugano luschka lynch mach madelung
    maffucci magendie maisonneuve malgaigne mallory marfan mason mayo mcburney mccune meckel meigs
    menetrier meniere merkel meyers mirizzi modic mondor monro monteggia morel morgagni morison morquio
    morrison morton murphy neer neumann niemann norwood nutcracker oddi ogilvie ollier osgood osler
    paget pancoast panner parkinson patau pauwels pellegrini perthes peutz peyronie pfirrmann pick
    pipkin poland pompe pott potts pugh ramsay ranson rathke raynaud recklinghausen reed reichert reiter
    retzius reynolds richter riedel rigler risser robin robson rokitansky rolando rosenthal ross roux
    rovsing russell rutherford sachs salter sampson santorini schatzker scheuermann schlatter schmorl
    schwann segal segond seidel seldinger sever sharp shepherd sims sinding sistrunk sjogren skene smith
    spetzler spiegel spigelian sprengel stafne stanford steinert stener stensen stewart stieda still
    strauss sturge sudeck swan swyer sylvius takayasu taussig tenckhoff thiersch thomas thompson
    thurston tietze tile tillaux tolosa torg townes treitz trendelenburg turner valsalva vater virchow
    volkmann von walker wallerian warthin waters weber wegener weiss wells wernicke westermark wharton
    whipple willis wilms wilson winberger windermere wirsung wolff young zenker zollinger
    """
)

# Eponyms that are common surnames and no words: with a capital, a person unless what follows says not.
COMMON_EPONYMS = _words(
    "smith jones wilson thomas thompson harris anderson murphy bennett graham stewart russell ross gilbert reynolds "
    "robson clark edwards hutchinson morrison hawkins crawford burgess barlow lynch morton addison albert allis"
)
EPONYM_NOUNS = _words(
    "disease syndrome sign test fracture dislocation subluxation lesion cyst lymphoma palsy patch view "
    "projection space triangle "
    "line lines angle criteria classification grade stage score type point node nodes hernia tumour sarcoma "
    "contracture deformity procedure operation reflex law method bodies body cell cells splint frame bypass "
    "repair injury neuroma stricture ring membrane phenomenon pattern triad positive negative stages system"
)

ORDINARY = PLAIN | IMAGING | WORDY_NAMES | EPONYMS

TITLES = _words("mr mrs ms miss mx dr drs prof professor doctor sister matron nurse sir dame rev reverend mister")
# Read as a title only with its own capital before a capitalised name: the small letters are everyday words,
# and MS, MR and DR in capitals are a disease and two kinds of image.
TITLES_WITH_CAPITAL = _words("ms miss mx doctor sister matron nurse sir dame rev reverend")
TITLES_THAT_ARE_IMAGING = _words("mr dr")
PARTICLES = _words("van von der den de del della di da dos du el al ibn bin bint ap le la ter ten zu af mac")

# A surname that is an ordinary word counts when one of these stands before it and it has its capital.
CUES_BEFORE = _words("by asked told rang called emailed informed phoned bleeped messaged contacted to")
CUE_PAIRS = frozenset(
    {("discussed", "with"), ("spoke", "with"), ("spoken", "with"), ("agreed", "with"), ("reviewed", "with")}
)
CUES_TO = _words("spoke spoken wrote listened according talked")
# A surname that lives on in an eponym counts when one of these follows it.
CUES_AFTER = _words(
    "reported read said thought agreed disagreed missed asked rang wrote signed dictated verified typed "
    "reviewed felt called told suggested noticed spotted phoned requested"
)

# Sister Mary Joseph's nodule.
TITLED_EPONYMS = frozenset({("sister", "mary")})

GENERIC_PLACE = _words(
    """
    a acute ambulatory and at breast cancer cardiac care center centre chest children childrens city
    clinic clinical community cottage county cross ct department diagnostic diagnostics district east
    eye for foundation gastrointestinal general group head health healthcare heart hospital hospitals
    hub imaging infirmary integrated interventional jubilee local main maternity medical medicine
    memorial mobile mri musculoskeletal neck neuro neuroradiology nhs north nuclear of on paediatric
    paediatrics partnership private queen radiology ray regional royal saint scanner scanning sectional
    service services site south specialist st surgery teaching the treatment trust ultrasound unit
    united university victoria west women womens x xray
    """
)

# Initials of a place are passed over when they mean something in imaging.
ABBREVIATIONS = _words(
    """
    ABG ACL ADC AFB AKI AML AVM AVN AXR BMD CBD CCF CHD CIN CNS COPD CPD CRP CSF CTA CTPA CVA CVC CXR
    DCIS DVT DWI ECG EEG ERCP EVAR FNA FNH GCS GFR GIST HCC HIV HRCT HSG ICH ICU IPF ITU IVC IVU KUB LAD
    LDH LLL LUL LVF MCA MCL MDT MIP MRA MRCP MRI MRV MSK NAI NET NGT NHS NICE NOF NPV OPG PACS PCA PCI
    PCL PCN PET PFO PICC PID PSA PTC PVD RCA RCC RCR REALM RIS RLL RML ROI RTA RUL SAH SDH SLE STIR SUV
    SVC SVT TAVI TIA TIPS TNM TOF UIP UTI VTE WCC WHO
    """
)

MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)

POSTCODE_AREAS = (
    "AB|AL|BA|BB|BD|BF|BH|BL|BN|BR|BS|BT|BX|B|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|EC|EH|EN|EX|E|"
    "FK|FY|GL|GU|GY|G|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|LA|LD|LE|LL|LN|LS|LU|L|ME|MK|ML|M|NE|NG|NN|NP|"
    "NR|NW|N|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|S|TA|TD|TF|TN|TQ|TR|TS|TW|UB|"
    "WA|WC|WD|WF|WN|WR|WS|WV|W|YO|ZE"
)
