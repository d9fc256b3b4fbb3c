"""Words that say what a unit is or does, but not which: a name made of them names nothing.

In English, French, German, Italian, Portuguese and Spanish, normalised.
"""

GENERIC = frozenset(
    """
    a an and at by de del der des di do du e el et for fur in la le les of on or the und y with
    to department division faculty school college university institute institut institution
    center laboratory group unit section office team program programme chair campus branch
    graduate undergraduate postgraduate doctoral hospital clinic clinical academy academia
    museum library national state federal royal international european global regional central
    main key joint open public private professional advanced applied basic fundamental
    theoretical experimental general special new first higher research researcher researchers
    study studies education training development innovation science scientific technology
    technological technical polytechnic engineering engineer computer computers computing
    computation computational informatics information informatic software hardware data database
    mining web internet network networks networking communication communications
    telecommunication telecommunications media multimedia digital cyber cybernetics security
    artificial intelligence intelligent ai machine learning deep neural vision visual image
    imaging graphics pattern recognition perception language languages linguistics speech audio
    signal signals processing cognitive cognition knowledge robot robots robotic robotics
    automation automatic autonomous control mechatronics mechanical mechanics manufacturing
    production industrial industry design system systems electrical electronic electronics
    electricity electro power energy optical optics photonics micro nano microelectronics
    nanotechnology semiconductor circuits integrated vlsi mathematics mathematical mathematic
    math maths statistics statistical probability physics physical chemistry chemical biology
    biological biomedical biomedicine bioengineering bioinformatics biotechnology medicine
    medical health healthcare life brain neuroscience neurosciences psychology psychological
    philosophy sociology social human humanities arts art law political economics economic
    economy finance financial business management marketing commerce administration operations
    decision planning policy aerospace aeronautics aeronautical astronautics aviation space
    automotive vehicle vehicles transportation traffic civil environmental environment earth
    ocean oceanic marine naval architecture urban agricultural agriculture food materials
    material nuclear surgery surgical radiology oncology psychiatry cancer genomics genetics
    theory methods models modeling modelling simulation analysis analytics optimization
    interaction interactive interactions interface virtual reality games entertainment mobile
    wireless embedded distributed parallel high performance quantum foundation company
    corporation incorporated inc ltd limited llc gmbh ag sa spa srl bv kk plc pty pte co society
    association mental disease diseases convergence project projects initiative excellence
    technique techniques structure structures service services solution solutions groups ecole
    normale superieure haute laboratoire departement universite recherche informatique
    mathematiques systemes sciences faculte centre dipartimento scuola facolta centro ricerca
    informatica automatica elettronica elettrica meccanica ingegneria scienze matematica
    universita departamento escuela facultad ciencias ingenieria matematicas investigacion
    universidad escola faculdade ciencia engenharia universidade tecnologia tecnologica
    fachbereich fakultat lehrstuhl universitat technische hochschule angewandte theoretische
    physik informatik mathematik wissenschaften elektrotechnik maschinenbau instituto istituto
    avd vakgroep faculteit universiteit ece eecs cs cse ee eee me cis csail ict it ics dei mae
    mie ministry ministere ministerio culture tourism nacional nazionale nationale city union
    """.split()
)


def names_nothing(key: str) -> bool:
    """Whether a normalised name has no word of its own: "school of computer science"."""
    return all(word in GENERIC or word.isdigit() or len(word) == 1 for word in key.split())
