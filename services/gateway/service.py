"""The gateway in nameko's web server."""

from typing import Any

from services.gateway.addresses import networks
from services.gateway.auth import Tokens, load_key
from services.gateway.routes import api_routes
from services.gateway.routes.pages import ROUTES as PAGES
from services.gateway.routing import Gate, Router
from shared.runtime.config import settings
from shared.runtime.rpc import Caller
from shared.runtime.web import Web, Wsgi


def make_app(caller: Caller) -> Wsgi:
    """Make the application over the bus."""
    from services.registry import subscribers, with_data

    tokens = Tokens(caller, load_key(settings().var / "token-key", settings().token_key))
    return Router(
        (*api_routes(), *PAGES), Gate(caller, tokens, with_data(), subscribers(), networks(settings().proxies))
    )


class GatewayService:
    """The one service that speaks HTTP to the world."""

    name = "gateway"
    web: Any = Web(make_app)
