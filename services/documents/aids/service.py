"""Stock phrases and autosaves on the bus."""

from typing import Any

from services.documents.aids import app
from services.documents.aids.store import Aids
from shared.runtime.service import Beside, Service, rpc


class AidLine(Service):
    """What helps one person write."""

    aids = Beside(Aids)

    @rpc()
    def phrases(self) -> dict[str, Any]:
        """Give one's stock phrases."""
        return app.phrases(self.aids, occasion=self.occasion)

    @rpc()
    def keep_phrases(self, phrases: list[str]) -> dict[str, Any]:
        """Replace one's stock phrases."""
        return app.keep_phrases(self.aids, phrases, occasion=self.occasion)

    @rpc()
    def autosave(self, id: str, text: str, base_version: int | None) -> dict[str, Any]:
        """Keep the state of a form."""
        return app.autosave(self.aids, id, text, base_version, occasion=self.occasion)

    @rpc()
    def autosaved(self, id: str) -> dict[str, Any]:
        """Offer again what was being typed."""
        return app.autosaved(self.aids, id, occasion=self.occasion)

    @rpc()
    def autosaves(self) -> dict[str, Any]:
        """List what was being typed."""
        return app.autosaves(self.aids, occasion=self.occasion)

    @rpc()
    def autosave_drop(self, id: str) -> None:
        """Forget what was being typed."""
        app.drop(self.aids, id, occasion=self.occasion)
