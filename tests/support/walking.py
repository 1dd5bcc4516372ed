"""A random walk through a running system: people draft, pass on and take the actions that the services offer."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from tests.support.ballots import Paper
from tests.support.requests import CLASSIFIED, COURSE, LETTER, MEETING, TASK, TOMORROW, TOPIC, VISIT
from tests.support.system import Answer, System, eventually, soon
from tests.support.walked import ALONE, OF_A_MEETING, PATHS, PEOPLE, PLACES, ROLES, all_of
from tests.unit.documents.test_seals import png

KINDS = ("document", "document", "document", "own draft", "countersigned", "joint", "letter", "task", "seal", "use", "visit",
         "course", "meeting", "topic", "vote", "vote", "destruction", "classified")  # fmt: skip
"""The records begun, each as often as it is listed in one round."""
COMMITTEE = ("leader", "director", "clerk")
TITLE = "第{}号事项"


class Walk:
    """Takes random steps; the same seed makes the same decisions."""

    def __init__(self, system: System, seed: int) -> None:
        self.system, self.rng, self.made = system, Random(seed), 0
        self.titles: list[str] = []
        self.internal: set[str] = set()
        self.taken: list[tuple[str, str, int]] = []
        self.to_begin = list[str]()
        self.refused = set[str]()
        self.papers: dict[tuple[str, str], dict[str, Any]] = {}

    def steps(self, many: int, after: Callable[[], None]) -> None:
        """Take this many steps: a new record, a pending task, or any offered action; call `after` after each."""
        for _ in range(many):
            chance = self.rng.random()
            if chance < 0.25:
                self._begin()
            elif chance < 0.32:
                self._do_what_waits(*self.rng.choice(PLACES))
            elif chance < 0.85:
                self._do_what_waits(self.rng.choice(PEOPLE))
            else:
                self._do_anything(self.rng.choice(PEOPLE))
            after()

    def _title(self) -> str:
        self.made += 1
        self.titles.append(TITLE.format(self.made))
        return self.titles[-1]

    def _begin(self) -> None:
        organ, other = self.rng.sample(("east", "west"), 2)
        title = self._title()
        if not self.to_begin:
            self.to_begin = self.rng.sample(KINDS, len(KINDS))
        match self.to_begin.pop():
            case "document":
                secrecy = self.rng.choice(("none", "none", "internal"))
                self.internal |= {title} if secrecy == "internal" else set()
                wanted = {
                    "kind": "notice", "title": f"关于{title}的通知", "body": "请遵照执行。", "recipients": [other],
                    "secrecy": secrecy, "important": self.rng.random() < 0.2,
                    "examiners": [f"{organ}.handler"] if self.rng.random() < 0.3 else [],
                }  # fmt: skip
                made = self._ask(f"{organ}.clerk", "/documents", wanted)
                if made.status == 201 and self.rng.random() < 0.8:
                    self._ask(f"{organ}.clerk", f"/documents/{made['id']}/actions/submit", {"confirm": True})
            case "own draft":
                wanted = {
                    "kind": "notice",
                    "title": f"关于{title}的通知",
                    "body": "请遵照执行。",
                    "recipients": ["west"],
                }
                made = self._ask(ALONE, "/documents", wanted)
                if made.status == 201:
                    self._ask(ALONE, f"/documents/{made['id']}/actions/submit", {"confirm": True})
            case ("countersigned" | "joint") as asked:
                self._ask_for_opinions(organ, other, title, joint=asked == "joint")
            case "classified":
                self._propose_to_destroy(organ)
            case "vote":
                self._put_to_the_vote(organ, title)
            case "destruction":
                self._draw_up_for_destruction(organ, title)
            case "letter":
                wanted = {**LETTER, "title": f"关于{title}的通知", "number": f"卫发〔2025〕{self.made}号"}
                self._ask(f"{organ}.registrar", "/incoming", wanted)
            case "task":
                wanted = {**TASK, "title": title, "text": title, "responsible": f"{organ}.handler", "due_on": TOMORROW}
                self._ask(f"{organ}.{self.rng.choice(('director', 'leader'))}", "/tasks", wanted)
            case "seal":
                self._ask(f"{organ}.director", "/seals", {"name": f"{title}专用章", "keeper": f"{organ}.registrar"})
            case "use":
                seals = self.system.person(f"{organ}.clerk").get("/seals?status=recorded&limit=100")["items"]
                if seals:
                    who = self.rng.choice(("clerk", "director"))
                    self._ask(f"{organ}.{who}", "/seal-uses", {"seal": self.rng.choice(seals)["id"], "matter": title})
            case "visit":
                letter = {**VISIT["letter"], "purpose": title}
                self._ask("east.clerk", "/visits", {**VISIT, "letter": letter})
            case "course":
                self._ask(f"{organ}.director", "/courses", {**COURSE, "title": title, "audience": [organ]})
            case "meeting":
                members = [f"{organ}.leader", f"{organ}.director"]
                wanted = {**MEETING, "title": title, "members": members, **soon()}
                kind = self.rng.choice(("office", "party_assembly"))
                self._ask(f"{organ}.director", "/meetings", {**wanted, "kind": kind})
            case "topic":
                found = self.system.person("east.director").get("/meetings?kind=party_assembly&limit=100")["items"]
                if found:
                    wanted = {**TOPIC, "title": title}
                    self._ask("east.director", f"/meetings/{self.rng.choice(found)['id']}/topics", wanted)

    def _put_to_the_vote(self, organ: str, title: str) -> None:
        """Take a meeting of the committee to its vote; the walk continues from there."""
        director, chair = f"{organ}.director", f"{organ}.leader"
        members = [f"{organ}.{role}" for role in COMMITTEE]
        when = soon()
        wanted = {**MEETING, "kind": "party_committee", "title": title, "chair": chair, "members": members, "topics": [],
                  **when}  # fmt: skip
        path = f"/meetings/{self._made(director, '/meetings', wanted)}"
        topic = self._made(f"{organ}.clerk", f"{path}/topics", {**TOPIC, "title": f"关于{title}的议题"})
        for who, step, said in (
            (director, f"/topics/{topic}/actions/accept", {}),
            (chair, f"{path}/actions/settle", {"topics": [topic]}),
            (director, f"{path}/actions/send_papers", {}),
            (director, f"{path}/actions/call", {}),
            *((each, f"{path}/actions/sign_in", {}) for each in members),
        ):
            assert self._ask(who, step, said).status == 200, step
        eventually(lambda: self._ask(director, f"{path}/actions/hold", {}).status == 200, what="the meeting begins")
        mode = self.rng.choice(("open", "secret"))
        self.taken.append(("meeting", f"put {mode}", 200))
        self._made(chair, f"{path}/votes", {"topic": topic, "mode": mode})

    def _ask_for_opinions(self, organ: str, other: str, title: str, *, joint: bool) -> None:
        """Ask a colleague and another organ to countersign, or to issue jointly; the first time the organ refuses."""
        wanted = {"kind": "notice", "title": f"关于{title}的通知", "body": "请遵照执行。", "recipients": ["north"],
                  "issuers": [other] if joint else []}  # fmt: skip
        document = self._made(f"{organ}.clerk", "/documents", wanted)
        signing = {"people": [f"{organ}.handler"], "organs": [other]}
        steps: tuple[tuple[str, str, dict[str, Any]], ...] = (
            ("clerk", "submit", {"confirm": True}),
            *((("director", "approve", {}), ("leader", "sign", {})) if joint else (("clerk", "countersign", signing),)),
        )
        for who, step, said in steps:
            done = self._ask(f"{organ}.{who}", f"/documents/{document}/actions/{step}", said)
            assert done.status == 200, f"{step}: {done.text}"
        if not joint and self._refuses("document"):
            self._object(f"{organ}.handler", "document", document)
        leader = f"{other}.leader"

        def asked() -> str | None:
            there = self.system.person(leader).get("/countersigns?status=asked&limit=100")["items"]
            return next((str(each["id"]) for each in there if each["document_id"] == document), None)

        request = eventually(asked, what="the request to the other organ")
        if self._refuses("joint" if joint else "countersign"):
            self._object(leader, "countersign", request)

    def _refuses(self, kind: str) -> bool:
        """Decide whether somebody refuses: always the first time."""
        first = kind not in self.refused
        self.refused.add(kind)
        return first or self.rng.random() < 0.4

    def _object(self, who: str, type: str, record: str) -> None:
        answer = self._ask(who, f"{PATHS[type]}/{record}/actions/object", {"comment": "有异议"})
        assert answer.status == 200, answer.text
        self.taken.append((type, "object", answer.status))

    def _propose_to_destroy(self, organ: str) -> None:
        registrar = f"{organ}.registrar"
        wanted = {**CLASSIFIED, "custodian": f"{organ}.handler"}
        stub = self._made(registrar, "/classified", wanted)
        answer = self._ask(registrar, f"/classified/{stub}/actions/propose_destruction", {"comment": "期满"})
        self.taken.append(("classified", "propose_destruction", answer.status))

    def _draw_up_for_destruction(self, organ: str, title: str) -> None:
        """File an old letter past its retention period, and draw up the list for its destruction."""
        registrar, director = f"{organ}.registrar", f"{organ}.director"
        letter = {**LETTER, "title": f"关于{title}的通知", "number": f"卫发〔2010〕{self.made}号", "signed_on": "2010-05-04",
                  "received_on": "2010-05-05"}  # fmt: skip
        paper = self._made(registrar, "/incoming", letter)
        for who, step, said in (
            (registrar, "register", {}),
            (director, "assess", {}),
            (director, "circulate", {"readers": [f"{organ}.handler"]}),
            (f"{organ}.handler", "read", {}),
            (director, "conclude", {}),
        ):
            done = self._ask(who, f"/incoming/{paper}/actions/{step}", said)
            assert done.status == 200, f"{step}: {done.text}"
        self._ask(registrar, "/archive/volumes", {"year": 2010, "fonds": "0123"})
        volumes = self.system.person(registrar).get("/archive/volumes?limit=100")["items"]
        volume = next(each["id"] for each in volumes if each["year"] == 2010)
        filing = {"piece": paper, "retention": "ten_years", "issue": "BGS"}
        filed = self._ask(registrar, f"/archive/volumes/{volume}/actions/file", filing)
        assert filed.status == 200, filed.text
        self._made(registrar, "/archive/destructions", {"volume": volume, "pieces": [paper]})

    def _made(self, who: str, path: str, body: Mapping[str, Any]) -> str:
        answer = self._ask(who, path, body)
        assert answer.status == 201, f"{who} {path} {body}: {answer.text}"
        return str(answer["id"])

    def _do_what_waits(self, who: str, place: str | None = None) -> None:
        acting = {"In_Place_Of": place} if place else {}
        waiting = []
        for box in ("todo", "toread"):
            page = self.system.person(who).ask("GET", f"/me/todo?box={box}&limit=100&sort=newest", **acting)
            assert page.status == 200, page.text
            waiting += [each for each in page["items"] if each["type"] in PATHS]
        if waiting:
            type = self.rng.choice(sorted({each["type"] for each in waiting}))  # what is rare is done as often
            item = self.rng.choice([each for each in waiting if each["type"] == type])
            action = item["action"]
            if self.rng.random() < 0.2:
                action = self._another(who, item, **acting) or action
            self._take(who, item["type"], item["record_id"], action, **acting)

    def _another(self, who: str, item: Mapping[str, Any], **acting: str) -> Mapping[str, Any] | None:
        """Choose a step beside the one that is waited for: a refusal, a return, a change."""
        shown = self.system.person(who).ask("GET", f"{PATHS[item['type']]}/{item['record_id']}", **acting)
        beside = [each for each in shown.get("actions", ()) if each["enabled"] and not each["primary"]]
        return self.rng.choice(beside) if beside else None

    def _do_anything(self, who: str) -> None:
        type = self.rng.choice([each for each in PATHS if each not in OF_A_MEETING])
        there = all_of(self.system.person(who), PATHS[type], {})
        offered = [(type, record["id"], each) for record in there for each in record["actions"]]
        if offered:
            self._take(who, *self.rng.choice(offered))

    def _take(self, who: str, type: str, record: str, action: Mapping[str, Any], **acting: str) -> None:
        code, path = action["code"], f"{PATHS[type]}/{record}"
        if (type, code) == ("vote", "take_paper"):
            return self._take_paper(who, record)
        said = {each["field"]: self._said(each, who.partition(".")[0], path) for each in action["needs"]}
        said = {name: value for name, value in said.items() if value is not None}
        to = f"{path}/ballots" if (type, code) == ("vote", "cast") else f"{path}/actions/{code}"
        answer = self._ask(who, to, said, **acting)
        self.taken.append((type, code, answer.status))
        if (type, code) == ("vote", "start") and answer.status == 200:
            self._fill_the_box(record)
        return None

    def _take_paper(self, who: str, vote: str) -> None:
        paper = Paper.new(self.system.person(who).get(f"/votes/{vote}")["key"])
        answer = self._ask(who, f"/votes/{vote}/papers", {"blinded": paper.blinded})
        self.taken.append(("vote", "take_paper", answer.status))
        if answer.status == 200:
            self.papers[vote, who] = paper.ballot(answer["signature"], self.rng.choice(("agree", "oppose", "abstain")))

    def _fill_the_box(self, vote: str) -> None:
        """Cast the ballots of most who took a paper."""
        for (of, who), ballot in self.papers.items():
            if of == vote and self.rng.random() < 0.9:
                self.taken.append(("vote", "ballot", self._ask(who, f"/votes/{vote}/box", ballot).status))

    def _said(self, need: Mapping[str, Any], organ: str, record: str) -> Any:
        """Answer a field of a step; an unknown shape is a fault of this walk."""
        organ = organ if organ in ("east", "west") else "east"
        if not need["required"] and need["field"] not in ("comment", "confirm") and self.rng.random() < 0.5:
            return None
        match need["shape"]:
            case "person":
                return f"{organ}.{self.rng.choice(ROLES)}"
            case "people":
                return [f"{organ}.{each}" for each in self.rng.sample(ROLES, 2)]
            case "organ":
                return "west" if organ == "east" else "east"
            case "organs":
                return ["west" if organ == "east" else "east"]
            case "date":
                return TOMORROW
            case "datetime":
                return f"{TOMORROW}T{'10' if need['field'] == 'ends_at' else '09'}:00:00+08:00"
            case "number":
                return 50
            case "boolean":
                return True
            case "choice":
                return self.rng.choice([each["code"] for each in need["choices"]] or [""])
            case "file":
                return png()
            case "files":
                return []
            case "text" | "long_text":
                return "同意"
            case "list":
                return self._listed(need["field"], organ, record)
        raise AssertionError(f"nobody answers {need}")

    def _listed(self, field: str, organ: str, record: str) -> list[Any]:
        match field:
            case "parts":
                return [{"title": self._title(), "responsible": f"{organ}.{role}", "due_on": TOMORROW}
                        for role in self.rng.sample(ROLES, self.rng.choice((1, 2)))]  # fmt: skip
            case "evidence":
                return ["现场照片"]
            case "papers":
                return [{"name": "议题说明", "text": "已经修改。"}]
            case "rooms":
                return []
            case "topics":
                topics = self.system.person(f"{organ}.director").ask("GET", f"{record}/topics?limit=100")
                return [each["id"] for each in topics.get("items", ()) if each["status"] == "accepted"]
            case "decisions":
                topics = self.system.person(f"{organ}.director").ask("GET", f"{record}/topics?limit=100")
                passed = [each["id"] for each in topics.get("items", ()) if each["status"] == "passed"]
                decision = {"text": self._title(), "responsible": f"{organ}.handler", "due_on": TOMORROW}
                return [{**decision, "topic": passed[0] if passed else None}]
        raise AssertionError(f"nobody answers a list of {field}")

    def _ask(self, who: str, path: str, body: Mapping[str, Any], **acting: str) -> Answer:
        answer = self.system.person(who).ask("POST", path, body, **acting)
        assert answer.status < 500, f"{who} {path} {body}: {answer.text}"
        return answer
