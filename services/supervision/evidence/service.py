"""RPC methods of evidence, and the reaction that keeps what a report names."""

import base64
from typing import TYPE_CHECKING

from services.supervision.evidence import app
from services.supervision.evidence.store import EvidenceFiles
from services.supervision.store import TaskCollection
from shared.contracts.supervision import TaskReported, TaskSubmitted
from shared.runtime.service import Beside, Collected, Service, reaction, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.supervision.evidence import api


class EvidenceFeature(Service):
    """Evidence (佐证材料)."""

    tasks = Collected(TaskCollection)
    files = Beside(EvidenceFiles)

    @rpc()
    def evidence_keep(self, id: str, name: str, content: str) -> "Shown[api.EvidenceFile]":
        """Keep a file for a report."""
        return app.shown_file(app.keep(self.tasks, self.files, id, name, base64.b64decode(content)))

    @rpc()
    def evidence_read(self, id: str, file: str) -> dict[str, str]:
        """Return a file."""
        return app.read(self.tasks, self.files, id, file)

    @reaction(TaskReported, TaskSubmitted)
    def on_reported(self, event: TaskReported | TaskSubmitted) -> None:
        """Keep the files that a report names for good."""
        if self.files.use(event.task_id, event.files):
            self.occasion.effects.add()
