"""The site on a socket: uvicorn, with the guard before everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import uvicorn

    from detente.views.web.guard.asgi import Application
    from detente.views.web.guard.limits import Limits


def server_of(app: Application, *, host: str, limits: Limits) -> uvicorn.Server:
    """A server that is ready to run.

    Parameters
    ----------
    app : callable
        The site.
    host : str
        Address to listen on; the port stands in the limits.
    limits : Limits
        Whom it answers, how much it reads and how long it works.
    """
    import uvicorn

    from detente.views.web.guard.guard import Guard
    from detente.views.web.guard.protocol import server_options

    options = server_options(limits)
    config = uvicorn.Config(
        Guard(app, limits),
        host=host,
        lifespan="on",
        timeout_graceful_shutdown=5,
        log_level="warning",
        access_log=False,
        **options,
    )
    return uvicorn.Server(config)
