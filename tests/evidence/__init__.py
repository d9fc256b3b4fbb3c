"""Facts beside papers in the small release, and the naive answers of indicators that read them.

A module has ``INDICATORS``, names of the indicators it tries; ``tables(seed)``, small random tables
with every oddity by name; ``QUESTIONS``, by indicator the filters to ask with (the plain question
if absent); ``CHOICES``, specifications beyond the usual ones; and ``CHECKS``, by indicator a
function of (dataset, world, specification) that holds what it says against a naive answer from the
same rows.
"""

from detente.core.discovery import modules

SEED = 1
MODULES = modules("evidence", "INDICATORS")


def tables():
    """Every table of facts, by name."""
    found = {}
    for module in MODULES.values():
        for name, table in module.tables(SEED).items():
            assert name not in found, f"two modules bring {name}"
            found[name] = table
    return found


def united(attribute):
    """What the modules say under a name, taken together."""
    found = {}
    for module in MODULES.values():
        found |= getattr(module, attribute, {})
    return found
