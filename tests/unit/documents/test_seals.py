"""Seals: recorded before use, never on blanks, under the matching signature, and never handed out."""

import base64
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from PIL import Image, ImageDraw

from services.documents.outgoing import app as outgoing
from services.documents.outgoing import drafting
from services.documents.seals import app, domain, views
from services.documents.seals.acts import USE_ACTS
from services.documents.seals.domain import Impression, Seal, SealUse, UseStatus
from services.documents.seals.steps import USE
from shared.actor import Actor
from shared.acts import in_trail
from shared.errors import ConfirmationNeeded, Forbidden, InvalidInput, NotFound, Refused, RuleBroken
from shared.listing import Listing
from shared.occasion import Key, Repeated
from shared.pages import Page
from shared.testing import MemoryCollection
from tests.support.offers import codes
from tests.support.office import PATHS, MemoryDocuments, Roster, actor, on

COPIES: Any = Roster()


class Seals(MemoryCollection[Seal]):
    name, service, kind = "seals", "documents", Seal

    def search(self, actor: Actor, wanted: Listing) -> Page[Seal]:
        return self.listed(lambda seal: domain.sees_seal(seal, actor), wanted)


class SealUses(MemoryCollection[SealUse]):
    name, service, kind = "seal_uses", "documents", SealUse
    unique = (("register_series", "register_sequence"),)

    def last_in_series(self, series: str) -> int:
        found = (r["register_sequence"] for r in self.records.values() if r.get("register_series") == series)
        return max(found, default=0)

    def under(self, document_id: str) -> list[SealUse]:
        found = [self.find(use_id) for use_id in self.records]
        return [use for use in found if use is not None and use.document_id == document_id]

    def search(self, actor: Actor, wanted: Listing, year: int | None = None) -> Page[SealUse]:
        return self.listed(
            lambda use: domain.sees_use(use, actor) and year in (None, use.register_year),
            wanted,
            worded="matter",
            dated="applied_at",
            date="applied_at",
        )


class Images:
    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def keep(self, name: str, content: bytes) -> None:
        self.kept[name] = content

    def find(self, name: str) -> bytes | None:
        return self.kept.get(name)


def png(size: int = 200, *, ground: int = 0, form: str = "PNG") -> str:
    picture = Image.new("RGBA", (size, size), (255, 255, 255, ground))
    ImageDraw.Draw(picture).ellipse((5, 5, size - 5, size - 5), outline=(200, 0, 0, 255), width=6)
    out = io.BytesIO()
    (picture if form == "PNG" else picture.convert("RGB")).save(out, form)
    return base64.b64encode(out.getvalue()).decode()


class Office:
    """The east campus with its seal and one document."""

    def __init__(self) -> None:
        start = on("east.director")
        self.seals, self.uses, self.documents = Seals(start), SealUses(start), MemoryDocuments(start)
        self.images = Images()
        self.files: list[tuple[str, str]] = []

    def seal(self, *, image: str | None = None, name: str | None = None) -> Seal:
        asked = on("east.director")
        seal = app.request_seal(
            self.seals.on(asked), COPIES, occasion=asked, new_id=f"s{len(self.seals.records)}", name=name,
            keeper="east.registrar",
        )  # fmt: skip
        return self.on_seal("nanhu.admin", "record", seal.id, image=png() if image is None else image)

    def on_seal(
        self,
        who: str,
        action: str,
        seal_id: str,
        *,
        image: str | None = None,
        comment: str = "",
        keeper: str | None = None,
    ) -> Seal:
        occasion = on(who)
        return app.act_on_seal(
            self.seals.on(occasion), COPIES, self.images, seal_id, action, occasion=occasion, comment=comment, image=image,
            keeper=keeper,
        )  # fmt: skip

    def draft(self) -> str:
        occasion = on("east.clerk")
        wanted = {"kind": "notice", "title": "关于安全的通知", "body": "请做好安全工作。", "recipients": ["west"], "copies": [],
                  "urgency": "normal"}  # fmt: skip
        return drafting.draft(self.documents.on(occasion), COPIES, occasion=occasion, new_id="d1", wanted=wanted).id

    def to_number(self, document_id: str) -> None:
        for who, action in (("clerk", "submit"), ("director", "approve"), ("leader", "sign"), ("registrar", "verify"),
                            ("registrar", "register")):  # fmt: skip
            occasion = on(f"east.{who}")
            outgoing.act(self.documents.on(occasion), COPIES, document_id, action, occasion=occasion, comment="同意")

    def request(self, seal: Seal, who: str = "east.clerk", **wanted: Any) -> SealUse:
        occasion = on(who)
        told = {"seal": seal.id, "document_id": None, "matter": None, "copies": 2, **wanted}
        return app.request_use(
            self.uses.on(occasion), self.seals, self.documents, COPIES, occasion=occasion, new_id=f"u{len(self.uses.records)}",
            wanted=told, attached=self.attached,
        )  # fmt: skip

    def act(self, who: str, action: str, use: SealUse, comment: str = "", keeper: str | None = None) -> SealUse:
        occasion = on(who)
        return app.act_on_use(
            self.uses.on(occasion), self.seals, self.documents, COPIES, use.id, action, occasion=occasion,
            comment=comment, attached=self.attached, keeper=keeper,
        )  # fmt: skip

    def attached(self, document_id: str) -> list[tuple[str, str]]:
        return self.files

    def impression(self, document_id: str) -> Impression | None:
        document = self.documents.find(document_id)
        assert document is not None
        digest = app.matter_of(document, self.attached).digest
        found = app.impressions(self.uses, self.seals, self.images, document, digest=digest)
        return found.get(document.organ)


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_seal_is_asked_for_approved_applied_and_stands_in_the_register(office: Office) -> None:
    seal, document_id = office.seal(), office.draft()
    office.to_number(document_id)
    use = office.request(seal, document_id=document_id)
    office.act("east.leader", "approve", use)

    applied = office.act("east.registrar", "apply", use)

    assert applied.status is UseStatus.APPLIED
    shown = views.shown_use(applied, actor("east.clerk"))
    assert (shown["register_number"], shown["matter"], shown["copies"]) == ("2026—1", "关于安全的通知", 2)
    found = office.impression(document_id)
    assert found is not None and found.image == office.images.kept[str(seal.image)]
    assert found.vouches == f"{seal.name} 用印登记2026—1 SHA-256:{applied.content_hash}"
    events = [entry["event"] for _, entry in office.uses.announced]
    assert events == ["seal_use_requested", "seal_use_approved", "seal_applied"]


def test_what_would_go_out_without_a_seal_is_released_only_after_a_question(office: Office) -> None:
    document_id = office.draft()
    office.to_number(document_id)

    def release(**more: Any) -> Any:
        occasion = on("east.registrar")
        seals = partial(app.unsealed, office.seals, office.uses, attached=office.attached, actor=occasion.person)
        return outgoing.act(
            office.documents.on(occasion), COPIES, document_id, "release", occasion=occasion, comment=None,
            unsealed=seals, **more,
        )  # fmt: skip

    def warned() -> list[Any]:
        document = office.documents.find(document_id)
        assert document is not None
        return app.unsealed(
            office.seals, office.uses, document, attached=office.attached, actor=actor("east.registrar")
        )

    assert warned() == []  # an office without a seal here puts it on paper
    seal = office.seal()
    with pytest.raises(ConfirmationNeeded, match="没有盖章"):
        release()
    use = office.request(seal, document_id=document_id)
    office.act("east.leader", "approve", use)
    assert [each["code"] for each in warned()] == ["unsealed"]
    office.act("east.registrar", "apply", use)
    assert warned() == []

    assert release().released_at is not None


def test_a_document_that_was_released_is_sealed_no_more(office: Office) -> None:
    seal, document_id = office.seal(), office.draft()
    office.to_number(document_id)
    asked, granted = office.request(seal, document_id=document_id), office.request(seal, document_id=document_id)
    office.act("east.leader", "approve", granted)
    occasion = on("east.registrar")
    outgoing.act(
        office.documents.on(occasion), COPIES, document_id, "release", occasion=occasion, comment=None, confirm=True
    )

    for who, action, use in (("east.leader", "approve", asked), ("east.registrar", "apply", granted)):
        with pytest.raises(RuleBroken, match="已经核发") as refused:
            office.act(who, action, use)
        assert "第二十五条" in str(refused.value.source)
    with pytest.raises(RuleBroken, match="已经核发"):
        office.request(seal, document_id=document_id)
    assert office.act("east.clerk", "withdraw", asked).status is UseStatus.WITHDRAWN
    assert office.act("east.registrar", "apply", _approved(office, seal)).status is UseStatus.APPLIED


def _approved(office: Office, seal: Seal) -> SealUse:
    use = office.request(seal, matter="送区外单位的纸质件")
    return office.act("east.leader", "approve", use)


def test_no_blank_is_sealed(office: Office) -> None:
    seal, document_id = office.seal(), office.draft()
    use = office.request(seal, document_id=document_id)

    with pytest.raises(RuleBroken) as refused:
        office.act("east.leader", "approve", use)

    assert refused.value.errors[0]["code"] == "blank_sealed"
    assert office.uses.find(use.id) == use


def test_a_seal_that_says_another_name_does_not_go_under_the_signature(office: Office) -> None:
    seal, document_id = office.seal(name="东校区工会"), office.draft()
    office.to_number(document_id)
    use = office.request(seal, document_id=document_id)

    with pytest.raises(RuleBroken) as refused:
        office.act("east.leader", "approve", use)

    assert [each["code"] for each in refused.value.errors] == ["seal_not_the_signature"]
    assert "第九条" in str(refused.value.source)


def test_nobody_approves_their_own_request_and_only_the_keeper_applies(office: Office) -> None:
    use = office.request(office.seal(), "east.director", matter="在职证明")

    with pytest.raises(RuleBroken, match="本人"):
        office.act("east.director", "approve", use)
    office.act("east.leader", "approve", use)
    for who in ("east.director", "east.leader"):
        with pytest.raises(Forbidden):
            office.act(who, "apply", use)
    assert office.act("east.registrar", "apply", use).content_hash is None


def test_a_document_that_says_something_else_by_now_bears_no_seal(office: Office) -> None:
    seal, document_id = office.seal(), office.draft()
    office.to_number(document_id)
    use = office.request(seal, document_id=document_id)
    office.act("east.leader", "approve", use)
    office.documents.records[document_id]["body"] = "另一段文字。"

    with pytest.raises(RuleBroken) as refused:
        office.act("east.registrar", "apply", use)

    assert refused.value.errors[0]["code"] == "content_changed"
    assert office.impression(document_id) is None


def test_a_document_whose_attachment_was_exchanged_bears_no_seal(office: Office) -> None:
    seal, document_id = office.seal(), office.draft()
    office.files = [("值班表.docx", "a" * 64)]
    office.to_number(document_id)
    use = office.request(seal, document_id=document_id)
    office.act("east.leader", "approve", use)
    office.act("east.registrar", "apply", use)
    assert office.impression(document_id) is not None

    office.files = [("值班表.docx", "b" * 64)]

    assert office.impression(document_id) is None


def test_a_cancelled_seal_is_not_used_any_more(office: Office) -> None:
    seal = office.seal()
    use = office.request(seal, matter="证明")
    office.act("east.leader", "approve", use)
    office.on_seal("nanhu.admin", "cancel", seal.id, comment="单位更名")

    with pytest.raises(Refused, match="缴销"):
        office.act("east.registrar", "apply", use)
    with pytest.raises(InvalidInput):
        office.request(seal, matter="证明")


def test_two_who_apply_at_once_take_two_places_in_the_register(office: Office) -> None:
    seal = office.seal()
    uses = [office.request(seal, matter=f"证明{place}") for place in range(3)]
    for use in uses:
        office.act("east.leader", "approve", use)

    class Stale(SealUses):
        """Sees the register as it was before the others wrote."""

        def last_in_series(self, series: str) -> int:
            self.asked = getattr(self, "asked", 0) + 1
            return 0 if self.asked == 1 else super().last_in_series(series)

    applied = [office.act("east.registrar", "apply", uses[0])]
    occasion = on("east.registrar")
    stale = Stale(occasion, office.uses.records)
    applied.append(
        app.act_on_use(
            stale,
            office.seals,
            office.documents,
            COPIES,
            uses[1].id,
            "apply",
            occasion=occasion,
            comment=None,
            attached=office.attached,
        )
    )

    assert [use.register_sequence for use in applied] == [1, 2]


BAD: dict[str, Callable[[], str]] = {
    "no base64": lambda: "***",
    "empty": lambda: "",
    "no picture": lambda: base64.b64encode(b"<svg/>").decode(),
    "a JPEG": lambda: png(form="JPEG"),
    "too small": lambda: png(50),
    "too large": lambda: png(2500),
    "cut off": lambda: base64.b64encode(base64.b64decode(png())[:300]).decode(),
    "opaque": lambda: png(ground=255),
}


@pytest.mark.parametrize("name", BAD)
def test_an_image_that_will_not_do_is_refused_and_nothing_is_kept(office: Office, name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        office.seal(image=BAD[name]())

    assert refused.value.errors[0]["code"] == "image_unfit"
    assert not office.images.kept


@pytest.mark.parametrize("keeper", ["west.registrar", "lake.registrar", "nobody"])
def test_a_seal_is_kept_by_somebody_of_its_own_organ(office: Office, keeper: str) -> None:
    asked = on("east.director")

    with pytest.raises(InvalidInput) as refused:
        app.request_seal(office.seals.on(asked), COPIES, occasion=asked, new_id="s", name=None, keeper=keeper)

    assert refused.value.errors[0]["code"] == "unknown_person" and office.seals.find("s") is None


def test_only_the_district_records_a_seal_and_others_do_not_know_of_it(office: Office) -> None:
    asked = on("east.director")
    seal = app.request_seal(
        office.seals.on(asked), COPIES, occasion=asked, new_id="s", name=None, keeper="east.registrar"
    )

    with pytest.raises(Forbidden):
        office.on_seal("east.leader", "record", seal.id, image=png())
    for who in ("lake.director", "west.director", "east.clerk"):
        with pytest.raises(NotFound):
            app.get_seal(office.seals, seal.id, actor=actor(who))
    shown = app.get_seal(office.seals, seal.id, actor=actor("nanhu.admin"))
    assert codes(shown) == ["record", "refuse"]
    assert "image" not in shown


def test_whoever_may_ask_for_a_seal_finds_it_once_it_is_in_use(office: Office) -> None:
    seal = office.seal()

    found = {
        who: app.search_seals(office.seals, actor=actor(who), status="recorded", cursor=None, limit=9)["items"]
        for who in ("east.clerk", "east.handler", "west.clerk", "lake.director")
    }

    assert [each["id"] for each in found["east.clerk"]] == [seal.id]
    assert [each["id"] for each in found["east.handler"]] == [seal.id]
    assert found["west.clerk"] == found["lake.director"] == []


def test_every_issuer_of_a_joint_document_puts_its_own_seal_and_the_page_bears_them_all(office: Office) -> None:
    document_id = office.draft()
    office.to_number(document_id)
    kept = office.documents.records[document_id]
    kept["joint"] = {
        "tasks": [{"who": "west", "name": "west校区", "seat": 0, "of_organ": True, "status": "agreed"}],
        "due_on": None,
    }
    found = {}
    for organ in ("east", "west"):
        asked = on(f"{organ}.director")
        seal = app.request_seal(
            office.seals.on(asked), COPIES, occasion=asked, new_id=organ, name=None, keeper=f"{organ}.registrar"
        )
        office.on_seal("nanhu.admin", "record", seal.id, image=png())
        wanted = {"seal": seal.id, "document_id": document_id, "matter": None, "copies": 1}
        use = app.request_use(
            office.uses.on(asked),
            office.seals,
            office.documents,
            COPIES,
            occasion=asked,
            new_id=f"u-{organ}",
            wanted=wanted,
            attached=office.attached,
        )
        office.act(f"{organ}.leader", "approve", use)
        found[organ] = office.act(f"{organ}.registrar", "apply", use).status

    document = office.documents.find(document_id)
    assert document is not None
    digest = app.matter_of(document, office.attached).digest
    seals = app.impressions(office.uses, office.seals, office.images, document, digest=digest)
    assert set(seals) == {"east", "west"} and set(found.values()) == {UseStatus.APPLIED}
    assert seals["west"].vouches.startswith("west校区 用印登记")


def test_who_only_receives_a_document_puts_no_seal_under_it(office: Office) -> None:
    document_id = office.draft()
    office.to_number(document_id)
    asked = on("west.director")
    seal = app.request_seal(
        office.seals.on(asked), COPIES, occasion=asked, new_id="w", name=None, keeper="west.registrar"
    )
    office.on_seal("nanhu.admin", "record", seal.id, image=png())

    wanted = {"seal": seal.id, "document_id": document_id, "matter": None, "copies": 1}
    with pytest.raises(InvalidInput) as refused:
        app.request_use(
            office.uses,
            office.seals,
            office.documents,
            COPIES,
            occasion=asked,
            new_id="u",
            wanted=wanted,
            attached=office.attached,
        )

    assert refused.value.errors[0]["code"] == "unknown_document"


def test_a_seal_is_handed_to_another_person_of_its_organ_who_is_there(office: Office) -> None:
    seal = office.seal()

    for keeper, code in (
        (None, "missing"), ("west.clerk", "unknown_person"), ("nobody", "unknown_person"), ("east.registrar", "same_person"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            office.on_seal("east.director", "hand_over", seal.id, comment="换岗", keeper=keeper)
        assert [(each["field"], each["code"]) for each in refused.value.errors] == [("keeper", code)]
    after = office.on_seal("east.director", "hand_over", seal.id, comment="换岗", keeper="east.clerk")
    assert (after.keeper, after.keeper_name) == ("p-east.clerk", "east.clerk")


class Departed(Roster):
    """Everybody, of whom the clerk of the east campus has left."""

    def one(self, kind: Any, value: str, *, by: Sequence[str]) -> Any:
        found = super().one(kind, value, by=by)
        gone = found is not None and found.person_id == "p-east.clerk"
        return found.model_copy(update={"active": False}) if gone else found


def test_nobody_who_has_left_is_given_a_seal_to_keep(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    seal = office.seal()
    monkeypatch.setattr(f"{__name__}.COPIES", Departed())

    with pytest.raises(InvalidInput):
        office.on_seal("east.director", "hand_over", seal.id, comment="换岗", keeper="east.clerk")
    asked = on("east.director")
    with pytest.raises(InvalidInput):
        app.request_seal(office.seals.on(asked), COPIES, occasion=asked, new_id="s9", name=None, keeper="east.clerk")


def test_a_keeper_who_went_to_another_organ_affixes_its_former_seal_no_more(office: Office) -> None:
    use = office.act("east.leader", "approve", office.request(office.seal(), matter="证明"))
    moved = replace(actor("east.registrar"), organ="west", path=PATHS["west"])

    with pytest.raises(Forbidden):
        USE.step(use, "apply", moved)
    assert USE.step(use, "apply", actor("east.registrar")).action == "apply"


def test_the_trail_of_a_use_says_to_whom_it_was_handed(office: Office) -> None:
    use = office.request(office.seal(), matter="证明")
    office.act("east.director", "hand_over", use, comment="外出", keeper="east.clerk")

    page = app.use_history(office.uses, use.id, actor=actor("east.leader"), cursor=None, limit=9)

    assert [in_trail(USE_ACTS)(each)["detail"] for each in page.items] == ["", f"交{actor('east.clerk').name}"]


def test_a_seal_on_blank_paper_is_asked_for_only_after_somebody_judged_it() -> None:
    office = Office()
    seal = office.seal()
    with pytest.raises(ConfirmationNeeded, match="空白") as refused:
        office.request(seal, matter="空白介绍信五份")

    assert refused.value.details["warnings"][0]["code"] == "blank_sealed" and not office.uses.records
    assert office.request(seal, matter="空白介绍信五份", confirm=True).matter == "空白介绍信五份"
    assert office.request(seal, matter="在职证明").matter == "在职证明"


def test_a_repeated_request_for_a_seal_is_known_although_it_is_doubtful(office: Office) -> None:
    seal = office.seal()
    once = on("east.clerk", key=Key("once", "same"))

    def ask(**wanted: Any) -> SealUse:
        told = {"seal": seal.id, "document_id": None, "matter": "空白介绍信五份", "copies": 2, **wanted}
        return app.request_use(
            office.uses.on(once),
            office.seals,
            office.documents,
            COPIES,
            occasion=once,
            new_id="u",
            wanted=told,
            attached=office.attached,
        )

    with pytest.raises(ConfirmationNeeded):
        ask()
    ask(confirm=True)

    with pytest.raises(Repeated):
        ask()


def test_a_seal_goes_under_a_document_or_for_a_matter_and_never_for_neither(office: Office) -> None:
    seal = office.seal()

    with pytest.raises(InvalidInput) as neither:
        office.request(seal)
    with pytest.raises(InvalidInput) as unknown:
        office.request(seal, document_id="nowhere")

    assert [each["field"] for each in neither.value.errors] == ["matter"]
    assert [each["field"] for each in unknown.value.errors] == ["document_id"]
