"""Puts the stand-ins together into one ASGI application."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.types import ASGIApp

from sandbox import control, graph, oauth, oauth_tokens, typo3, wall, x, x_read, youtube
from sandbox.door import Door
from sandbox.world import World


def build(world: World) -> ASGIApp:
    """The application for one world; every platform call passes the :class:`Door`."""
    inner = Starlette(
        routes=[
            *control.ROUTES,
            # Before the Graph API, which answers everything under its root.
            *oauth.ROUTES,
            *oauth_tokens.ROUTES,
            *graph.ROUTES,
            *x.ROUTES,
            *x_read.ROUTES,
            *youtube.ROUTES,
            *typo3.ROUTES,
            *wall.ROUTES,
        ]
    )
    inner.state.world = world
    return Door(inner, world)
