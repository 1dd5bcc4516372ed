"""The gateway in nameko's web server."""

from typing import Any

from services.gateway.auth import Tokens, load_key
from services.gateway.feed import Feed
from services.gateway.gate import Gate
from services.gateway.routes import api_routes
from services.gateway.routes.pages import ROUTES as PAGES
from services.gateway.routing import Router
from shared.runtime.addresses import networks
from shared.runtime.config import settings
from shared.runtime.health import Figures
from shared.runtime.hints import Hearing
from shared.runtime.rpc import Caller
from shared.runtime.web import Web, Wsgi

LOOK_SECONDS = 5.0
"""The interval of queries for changes without a hint, in seconds."""
CHECK_SECONDS = 2.0
"""The interval of checks of the streams' sessions, in seconds."""


def make_app(caller: Caller, hearing: Hearing) -> Wsgi:
    """Build the application over the bus."""
    from services.registry import subscribers, with_data
    from services.vocabulary import vocabulary

    tokens, feed = Tokens(caller, load_key(settings().var / "token-key", settings().token_key)), Feed(caller)
    hearing.follow("notifications", feed.look, every=LOOK_SECONDS)
    hearing.regularly(feed.check, every=CHECK_SECONDS)
    gate = Gate(caller, tokens, with_data(), subscribers(), networks(settings().proxies), feed, vocabulary=vocabulary)
    return Router((*api_routes(), *PAGES), gate)


class GatewayService:
    """The only service that speaks HTTP to the outside."""

    name = "gateway"
    web: Any = Web(make_app)
    figures: Any = Figures()
