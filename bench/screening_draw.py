"""Drawing the names that ``tests/data/listed_names.csv`` has labels of.

    python -m bench.screening_draw --shared ../shared

Prints part, stratum and name of each distinct affiliation drawn from the shared conference papers.
A stratum is a family of names that listed entities and their lookalikes share, by a pattern wider
than any name; ``neighbours`` name a place where listed entities are and are of no family;
``others`` are the rest. Names are taken in order of a hash of seed and name, so that anyone draws
the same. Names of persons that were drawn are not kept.
"""

import argparse
import csv
import hashlib
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from detente.sources.starter.collection import read_papers

PAPERS = "conference_papers/papers.jsonl.gz"
SHORTEST, LONGEST = 2, 140
FAMILIES = {
    "harbin": r"harbin|\bhit(sz)?\b",
    "beihang": r"beihang|\bbuaa\b|beijing univ\S* of aero",
    "bit": r"beijing inst\S* of tech|\bbit\b",
    "bupt": r"posts (and|&) tele|\bbupt\b",
    "defence": r"defen[cs]e tech|\bnudt\b|military|army|navy|air force",
    "uestc": r"electronic sci|\buestc\b|electronics sci",
    "npu": r"northwest|\bnpu\b|\bnwpu\b",
    "sichuan": r"sichuan|west china",
    "tianjin": r"tianjin",
    "nanjing": r"nanjing (univ|inst)|\bnjust\b|\bnuaa\b",
    "ustc": r"\bustc\b|sci\S* (and|&) tech\S* (of china|china)|china univ",
    "cas": r"chinese academy|\bcas\b|academia sinica",
    "computing": r"inst\S* of comput|\bict\b",
    "huawei": r"huawei|hisilicon|futurewei|noah",
    "sensetime": r"sense ?time|shangtang",
    "megvii": r"megvii|face\+\+|yitu|cloudwalk|deepglint|intellifusion",
    "hikvision": r"hikvision|dahua|uniview|\bdji\b|dajiang|da-jiang",
    "iflytek": r"iflytek|inspur|zte\b|cambricon|zhipu|phytium|sugon|biren|loongson|horizon robotics"
    r"|\b360\b|qihoo",
    "pengcheng": r"peng ?cheng|\bpcl\b|\bbaai\b|beijing academy|zhangjiang|ji hua|jihua"
    r"|zhejiang lab|shanghai a\S* lab",
    "russia": r"moscow|skol|mipt|physics (and|&) tech|bauman|kurchatov|russia",
    "iran": r"iran|tehran|sharif|malek|beheshti",
    "other_it": r"tencent|alibaba|baidu|xiaomi|bytedance",
    "tech_univ": r"univ\S* of (science|technology).*(china|beijing|shanghai|guangdong|hebei|wuhan"
    r"|shandong|macau)|(beijing|china) univ|polytechnic univ",
    "state": r"cetc|avic\b|casc\b|casic|electronics technology group|aerospace science"
    r"|shipbuilding|ordnance|aviation ind|academy of launch|space tech",
    "engineering": r"engineering university|engineering physics|shenyang|changchun|optics|tongji"
    r"|xidian|national key lab|state key lab",
}
NEIGHBOURS = (
    r"china|chinese|beijing|shanghai|hangzhou|nanjing|wuhan|shenzhen|guangzhou|chengdu|hefei"
    r"|xiamen|dalian|jinan|qingdao|changsha|zhejiang|hunan|jilin|russia|iran|pakistan|taiwan"
    r"|hong kong"
)


@dataclass(frozen=True)
class Draw:
    """One part of the sample: its name, seed, and how many names a family and the rest get."""

    part: str
    seed: int
    of_family: int
    neighbours: int
    others: int


# the second was drawn, and labelled, when the screen was finished
DRAWS = (Draw("tuning", 20261128, 18, 70, 60), Draw("held out", 20261129, 10, 60, 40))


def affiliations(shared):
    """Every distinct affiliation of the collection, in order."""
    papers = read_papers(shared / "data" / PAPERS)
    texts = {" ".join(t.split()) for p in papers for several in p.affiliations for t in several}
    return sorted(t for t in texts if SHORTEST <= len(t) <= LONGEST)


def drawn(names):
    """(part, stratum, name) of every name drawn."""
    taken, rows = set(), []
    for draw in DRAWS:
        left = sorted((n for n in names if n not in taken), key=lambda n, d=draw: _place(n, d.seed))
        mine = list(_of(draw, left))
        rows += [(draw.part, *row) for row in mine]
        taken |= {name for _, name in mine}
    return rows


def _of(draw, ordered):
    seen = set()
    for family, pattern in FAMILIES.items():
        # a name of several families counts for each, and is drawn once
        matching = (n for n in ordered if re.search(pattern, n, re.IGNORECASE))
        for _, name in zip(range(draw.of_family), matching, strict=False):
            if name not in seen:
                seen.add(name)
                yield family, name
    of_none = [
        n for n in ordered if not any(re.search(p, n, re.IGNORECASE) for p in FAMILIES.values())
    ]
    near = [n for n in of_none if re.search(NEIGHBOURS, n, re.IGNORECASE)]
    far = [n for n in of_none if not re.search(NEIGHBOURS, n, re.IGNORECASE)]
    yield from (("neighbours", name) for name in near[: draw.neighbours])
    yield from (("others", name) for name in far[: draw.others])


def _place(name, seed):
    return hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()


def main():
    parser = argparse.ArgumentParser(prog="python -m bench.screening_draw", description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with data/")
    names = affiliations(parser.parse_args().shared)
    csv.writer(sys.stdout).writerows(drawn(names))


if __name__ == "__main__":
    main()
