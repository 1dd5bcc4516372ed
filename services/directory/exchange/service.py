"""RPC methods of importing and exporting a district."""

import base64
from functools import partial
from typing import TYPE_CHECKING

from services.directory.administration.service import AdministrationFeature
from services.directory.entering import refuse_others
from services.directory.exchange import app, comparison, writing
from services.directory.exchange.reading import FileFaulty, answered, asked
from services.directory.groups.store import GroupCollection
from shared.errors import Refused
from shared.files import handed
from shared.runtime.apart import apart
from shared.runtime.offhub import WORKBOOKS
from shared.runtime.service import Collected, rpc
from shared.shown import Shown
from shared.spreadsheet import XLSX

if TYPE_CHECKING:
    from services.directory.exchange import api

SECONDS = 60.0
YAML = "application/yaml"


class UnreadableFile(Refused):
    """文件不能读取，或者读取过慢，请另存为 .xlsx 后再试。"""

    code = "unreadable_file"
    status = 422


class ExchangeFeature(AdministrationFeature):
    """Organs, people, posts and groups as a file (导入导出)."""

    groups_kept = Collected(GroupCollection)

    @rpc()
    def import_compare(self, content: str) -> "Shown[api.DryRun]":
        """Return the changes in a file, with every fault."""
        return self._compared(content).shown()

    @rpc()
    def import_enter(self, content: str, print: str | None, confirm: bool = False) -> "Shown[api.Entered]":
        """Apply a limited number of a file's changes."""
        compared = partial(self._compared, content)
        return app.enter(self._stored(), compared(), print, confirm=confirm, again=compared)

    @rpc()
    def export_file(self, form: str) -> dict[str, str]:
        """Export the actor's district."""
        actor = self.occasion.person
        refuse_others(actor)
        district = self.organs_kept.get(actor.district)
        organs = [each for each in self.organs_kept.every(actor.district) if each.active]
        people = [each for each in self.people_kept.every(actor.district) if each.active]
        named = {each.id for each in organs}
        posts = [each for each in self.posts_kept.every(actor.district) if each.organ in named]
        groups = [each for each in self.groups_kept.of_owners([actor.district]) if each.active]
        stand_ins = self.people_kept.several([each.stand_in for each in posts if each.stand_in is not None])
        usernames = {each.id: each.username for each in (*people, *stand_ins.values())}
        exported = writing.Exported(organs, people, posts, groups, usernames)
        write, kind = (writing.workbook, XLSX) if form == "xlsx" else (writing.text, YAML)
        file = handed(f"{district.short_name}单位人员.{form}", kind, WORKBOOKS.do(write, exported))
        app.export_noted(self.people_kept, len(organs), len(people), occasion=self.occasion)
        return file

    def _stored(self) -> app.Directory:
        return app.Directory(self.organs_kept, self.people_kept, self.posts_kept, self.groups_kept)

    def _compared(self, content: str) -> comparison.Comparison:
        actor = self.occasion.person
        refuse_others(actor)
        standing = {each.id: (each.kind, each.path) for each in self.organs_kept.every(actor.district)}
        given = asked(base64.b64decode(content), standing)
        written = apart("services.directory.exchange.reading", given, seconds=SECONDS)
        if written is None:
            raise UnreadableFile()
        try:
            entered = answered(written)
        except FileFaulty as faulty:
            return comparison.faulty(faulty.faults)
        return app.compare(self._stored(), entered, actor=actor)
