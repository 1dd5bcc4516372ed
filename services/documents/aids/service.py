"""RPC methods of stock phrases and autosaves."""

from typing import TYPE_CHECKING

from services.documents.aids import app
from services.documents.aids.store import Aids
from shared.runtime.service import Beside, Service, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.aids import api


class AidFeature(Service):
    """Writing aids of one person."""

    aids = Beside(Aids)

    @rpc()
    def phrases(self) -> "Shown[api.Phrases]":
        """Return the actor's stock phrases."""
        return app.phrases(self.aids, occasion=self.occasion)

    @rpc()
    def keep_phrases(self, phrases: list[str]) -> "Shown[api.Phrases]":
        """Replace the actor's stock phrases."""
        return app.keep_phrases(self.aids, phrases, occasion=self.occasion)

    @rpc()
    def autosave(self, id: str, text: str, base_version: int | None) -> "Shown[api.Autosave]":
        """Save the state of a form."""
        return app.autosave(self.aids, id, text, base_version, occasion=self.occasion)

    @rpc()
    def autosaved(self, id: str) -> "Shown[api.Autosave]":
        """Return an autosaved form."""
        return app.autosaved(self.aids, id, occasion=self.occasion)

    @rpc()
    def autosaves(self) -> "Shown[api.AutosavePage]":
        """List the autosaved forms."""
        return app.autosaves(self.aids, occasion=self.occasion)

    @rpc()
    def autosave_drop(self, id: str) -> None:
        """Delete an autosaved form."""
        app.drop(self.aids, id, occasion=self.occasion)
