"""Which paths can be ours: letters, digits, ``-``, ``_``, ``~`` and ``.`` between single slashes.

Nothing of this site has any other path, so nothing else is decoded, normalised or looked up:
neither ``..`` nor any way to write it reaches the code that answers. The patterns of `REASONS` only
choose the words of the refusal; what none of them fits is refused all the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from detente.views.web.guard.refusal import Refusal

if TYPE_CHECKING:
    from detente.views.web.guard.asgi import Scope
    from detente.views.web.guard.limits import Limits

OURS = re.compile(rb"/(?:[A-Za-z0-9_~-][A-Za-z0-9_~.-]*/)*(?:[A-Za-z0-9_~-][A-Za-z0-9_~.-]*)?")
HOME = "start at the home page, /, and follow its links"


def _refusal(error: str, what: str, *, status: int = 400) -> Refusal:
    return Refusal(status, error, what, HOME)


REASONS: tuple[tuple[re.Pattern[bytes], Refusal], ...] = (
    (
        re.compile(rb"[\x00-\x20\x7f-\xff]|%(?:[01][0-9A-Fa-f]|7[Ff])"),
        _refusal("path-characters", "The path holds characters that no address may hold."),
    ),
    (re.compile(rb"\\|%5[Cc]"), _refusal("path-backslash", "The path holds a backslash.")),
    (
        re.compile(rb"%25"),
        _refusal("path-encoded-twice", "The path is encoded twice."),
    ),
    (
        re.compile(rb"(?:/|%2[Ff])(?:\.|%2[Ee]){1,2}(?:/|%2[Ff]|;|$)"),
        _refusal("path-climbs", "The path holds a segment of dots."),
    ),
    (re.compile(rb"//|%2[Ff]"), _refusal("path-slashes", "The path holds an empty segment.")),
    (
        re.compile(rb"/(?:\.|%2[Ee])"),
        _refusal("path-hidden", "Nothing here has a name that starts with a dot.", status=404),
    ),
)
UNKNOWN = _refusal("path-unknown", "No address of this site holds such characters.", status=404)


def check(scope: Scope, limits: Limits) -> Refusal | None:  # noqa: ARG001 - all checks look alike
    """Refuse a path that cannot be one of this site's."""
    path = scope["raw_path"]
    if OURS.fullmatch(path):
        return None
    return next((refusal for pattern, refusal in REASONS if pattern.search(path)), UNKNOWN)
