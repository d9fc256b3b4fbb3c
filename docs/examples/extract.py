"""What an extract of one field says of disruption, beside the whole that it was taken from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pyarrow as pa

import detente as dt
from detente.simulate.graph import citation_graph

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAMES = ("cd", "references", "citations", "n_k")
whole = citation_graph(200_000, seed=1, fields=40)
stated = np.bincount(whole.citing, minlength=whole.papers)


def measured(
    papers: NDArray[np.integer], edges: pa.Table, undated: Literal["raise", "cited"] = "raise"
) -> dict[str, NDArray[np.float64]]:
    """What `detente disrupt` says of some papers, by their number; NaN where nothing."""
    dates = pa.table({"paper": papers, "year": whole.year[papers]})
    table = dt.cd_index(edges, dates, undated=undated).table
    found = {name: np.full(whole.papers, np.nan) for name in NAMES}
    for name, values in found.items():
        values[table["paper"].to_numpy()] = table[name].to_numpy()
    return found


def ranked(found: dict[str, NDArray[np.float64]]) -> NDArray[np.bool_]:
    """Which papers have an index, 5 references and citations, and 80 % of what they state."""
    enough = (found["references"] >= 5) & (found["citations"] >= 5)
    return enough & (found["references"] >= 0.8 * stated) & ~np.isnan(found["cd"])


field = np.flatnonzero(whole.field == 0)
edges = pa.table({"citing": whole.citing, "cited": whole.cited})
from_field = edges.filter(np.isin(whole.citing, field))
inside = from_field.filter(np.isin(from_field["cited"].to_numpy(), field))
truth = measured(np.arange(whole.papers), edges)
print(f"{len(field):,} papers of a field; the whole ranks {ranked(truth)[field].sum():,} of them")
answers = {
    "references inside alone": measured(field, inside),
    "all references": measured(field, from_field, "cited"),
}
common = np.logical_and.reduce([ranked(found) for found in (truth, *answers.values())])
for name, found in answers.items():
    print(f"{name}: {ranked(found).sum():,} ranked")
    for chosen in (ranked(found) & ranked(truth), common):
        index, known = found["cd"][chosen], truth["cd"][chosen]
        alike, apart = np.corrcoef(index, known)[0, 1], (index - known).mean()
        citing, others = (
            found[name][chosen].sum() / truth[name][chosen].sum() for name in ("citations", "n_k")
        )
        print(
            f"  of {chosen.sum():,} papers: r = {alike:.2f}, {apart:+.3f} on average; seen are "
            f"{citing:.0%} of who cites them, {others:.0%} of who cites what they build on alone"
        )
