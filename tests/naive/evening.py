"""Which references stay of lists that are cut to a length, one list at a time."""

from naive.bootstrap import MASK64, mix


def kept(references, most):
    """References of each work that stay; both map works to what is theirs."""
    return {
        work: set(sorted(cited, key=lambda other, w=work: key(w, other))[: most[work]])
        for work, cited in references.items()
    }


def key(work, other):
    return mix((other + mix((work + mix(3)) & MASK64)) & MASK64)
