"""Names the index cannot judge: acronyms of one organisation, and firms in many countries.

An acronym stands here if work on AI uses it for one organisation; those that several share (USC,
NTU, HUST, DTU) are left out and stay unknown. ``_`` joins the words of a name.
"""

from __future__ import annotations

_ACRONYMS = {
    "US": """mit cmu ucla ucsd ucsb ucsf uci ucr ucsc uiuc nyu caltech csail mit_csail stanford
    harvard berkeley uc_berkeley uc_san_diego uc_irvine uc_davis uc_merced uc_riverside
    uc_santa_barbara uc_santa_cruz georgia_tech gatech virginia_tech umass umass_amherst umich
    upenn suny rpi ucf unc unc_chapel_hill ut_austin uw_madison uchicago ttic penn_state rutgers
    cornell purdue yale princeton njit jpl nasa nist nih pnnl llnl lanl nrel darpa xerox_parc
    parc mit_lincoln_laboratory allen_institute_for_ai allen_institute_for_artificial_intelligence
    ai2 carnegie_mellon at_and_t_bell_laboratory at_and_t_laboratory
    at_and_t_laboratory_research""",
    "CH": "eth ethz epfl idsia idiap empa cern",
    "FR": """inria cnrs onera lirmm irisa loria cea cea_list lip6 ens_lyon ensae telecom_paris
    telecom_paristech telecom_sudparis mines_paristech eurecom supelec centralesupelec irit isir
    limsi lamsade labri laas laas_cnrs ircam sorbonne""",
    "DE": """dfki rwth rwth_aachen tum tu_munich tu_munchen tu_berlin tu_darmstadt tu_dresden
    tu_dortmund tu_braunschweig tu_kaiserslautern fu_berlin hu_berlin lmu_munich lmu_munchen fzi
    dlr desy cispa fraunhofer""",
    "GB": "ucl kcl qmul lse umist",
    "AU": "csiro nicta unsw rmit anu data61",
    "CA": "mila ubc uqam mcgill nserc",
    "KR": "kaist postech unist etri kist skku",
    "JP": "riken riken_aip aist naist jaist nict waseda keio todai jaxa",
    "CN": "ustc uestc casia buaa ucas sjtu bupt nudt baai tsinghua",
    "SG": "nus a_star astar sutd",
    "HK": "hkust cuhk hku polyu cityu",
    "IL": "technion",
    "IN": """iisc tifr iit_bombay iit_delhi iit_kanpur iit_madras iit_kharagpur iit_guwahati
    iit_roorkee iit_hyderabad iit_gandhinagar iit_jodhpur iiit_hyderabad iiit_delhi""",
    "IT": "sissa", "NL": "tu_delft tu_eindhoven cwi tno", "SE": "kth chalmers",
    "AT": "tu_wien tu_graz tu_vienna", "BE": "kuleuven ku_leuven imec", "NO": "sintef",
    "SA": "kaust", "AE": "mbzuai", "RU": "mipt skoltech", "ES": "upc csic upf",
    "PT": "inesc inesc_id inesc_tec", "PL": "agh", "GR": "ntua", "TR": "metu", "TW": "itri ntust",
}  # fmt: skip
KNOWN = {
    name.replace("_", " "): code for code, names in _ACRONYMS.items() for name in names.split()
}
# Firms with laboratories in several countries, whatever the index at hand knows of them.
MULTINATIONAL = frozenset(
    name.replace("_", " ")
    for name in """
    abb accenture adobe alibaba amazon apple arm baidu bosch bytedance cisco disney ericsson
    facebook fujitsu google hitachi honda huawei ibm intel lenovo lg meta microsoft mitsubishi nec
    netflix nokia ntt nvidia oracle panasonic philips qualcomm salesforce samsung sap siemens sony
    tencent thales toshiba toyota uber xerox yahoo bell_laboratory deepmind openai
    """.split()
)
# Names of organisations in several countries, whatever the index at hand knows of them.
NAMESAKES = frozenset(
    name.replace("_", " ")
    for name in """
    american_university birmingham_university concordia_university kings_college
    loyola_university newcastle_university northeastern_university northwestern_university
    notre_dame_university queens_university soochow_university st_johns_university
    st_marys_university trinity_college union_college university_college universidad_de_los_andes
    university_of_cordoba university_of_newcastle university_of_the_andes victoria_university
    york_university
    """.split()
)
# Cities and regions that are words, persons or parts of other names too.
NOT_PLACES = frozenset(
    """
    reading nice mobile orange split bath victoria florence lincoln wellington washington
    alexandria santiago troy orlando augusta olympia canton mons nara sakai anand toyota
    bergen central western northern southern eastern normal college alliance page union
    newcastle madison jackson chester hamilton carlisle franklin geneva columbia delta saga
    """.split()
)
