"""The stage of the story: a running system, the people who act in it, and the lines that report their acts."""

import time
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

import requests
from rich.cells import set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

T = TypeVar("T")
Json = dict[str, Any]

PATIENCE_SECONDS = 15.0
GLANCE_SECONDS = 0.05
CALL_SECONDS = 15.0
HIDDEN = 404


class StoryBroken(Exception):
    """The story cannot go on; the message says why."""


class Stage:
    """The system in the story: people who sign in when they first act, and lines that report their acts."""

    def __init__(self, url: str, password: str) -> None:
        self.url = url
        self.console = Console(highlight=False)
        self._password = password
        self._people: dict[str, Person] = {}
        self._organs: dict[str, str] = {}
        self._step = 0

    def open(self) -> None:
        """Check that a system answers and is ready."""
        if not self._password:
            raise StoryBroken("没有演示密码：请设置 TONGBAN_DEMO_PASSWORD，或者在启动系统的目录下运行。")
        self.until(lambda: self._is_ready() or None, "系统就绪")

    def _is_ready(self) -> bool:
        try:
            answer = requests.get(f"{self.url}/readyz", timeout=CALL_SECONDS)
        except requests.ConnectionError as error:
            raise StoryBroken(f"{self.url} 没有应答，请先用 make run 启动系统。") from error
        except requests.RequestException as error:
            raise StoryBroken(f"无法访问 {self.url}：{error}") from error
        if answer.status_code not in (200, 503):
            raise StoryBroken(f"{self.url} 不是通办系统（/readyz 的应答是 {answer.status_code}）。")
        return answer.status_code == 200

    def close(self) -> None:
        """Sign everybody out."""
        for person in self._people.values():
            person.leave()

    def person(self, username: str) -> "Person":
        """Return a person, signed in."""
        if username not in self._people:
            person = self._people[username] = Person(self.url, username, self._password)
            organ = person.me["organ"]
            if organ not in self._organs:
                self._organs[organ] = person.get(f"/organs/{organ}")["short_name"]
        return self._people[username]

    def chapter(self, title: str) -> None:
        """Begin a chapter."""
        self.console.print()
        self.console.rule(f"[bold]{title}", align="left")

    def tell(self, person: "Person", did: str, result: str) -> None:
        """Print who did what, and the status afterwards."""
        self._step += 1
        who = f"{self._organs[person.me['organ']]} {person.me['name']}（{person.me['post']}）"
        line = Text.assemble(
            (f"{self._step:>3}  ", "dim"),
            (set_cell_size(who, 36), "cyan"),
            set_cell_size(did, 30),
            ("→ ", "dim"),
            (result, "green"),
        )
        self.console.print(line, soft_wrap=True)

    def note(self, text: str) -> None:
        """Print a remark."""
        self.console.print(Text(f"       {text}", style="dim"), soft_wrap=True)

    def table(self, title: str, *columns: str, long: str) -> Table:
        """Create a table; only the column with the long texts is wrapped."""
        table = Table(title=title, title_justify="left", title_style="bold")
        for column in columns:
            table.add_column(column, overflow="fold", no_wrap=column != long)
        return table

    def until(self, check: Callable[[], T | None], what: str) -> T:
        """Wait until a check returns something other than None."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            found = check()
            if found is not None:
                return found
            if time.monotonic() >= deadline:
                raise StoryBroken(f"等待 {PATIENCE_SECONDS:.0f} 秒仍未见到：{what}。")
            time.sleep(GLANCE_SECONDS)


class Person:
    """A signed-in person, and their requests to the system."""

    def __init__(self, url: str, username: str, password: str) -> None:
        self.username = username
        self._api = f"{url}/api/v1"
        self._http = requests.Session()
        signed_in = self._say("POST", "/sessions", {"username": username, "password": password})
        self._http.headers["Authorization"] = f"Bearer {signed_in['token']}"
        self.me: Json = signed_in["person"]

    def get(self, path: str) -> Json:
        """Read."""
        return self._say("GET", path, None)

    def post(self, path: str, body: Json) -> Json:
        """Send a request that takes effect once, however often it is repeated."""
        return self._say("POST", path, body)

    def sees(self, path: str) -> bool:
        """Check whether a resource exists as far as the person may know."""
        status, answer = self._ask("GET", path, None, {})
        if status not in (200, HIDDEN):
            raise StoryBroken(self._refused(path, status, answer))
        return status == 200

    def leave(self) -> None:
        """Sign out."""
        self._ask("DELETE", "/sessions/current", None, {})

    def _say(self, method: str, path: str, body: Json | None) -> Json:
        headers = {"Idempotency-Key": uuid.uuid4().hex} if method == "POST" else {}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            status, answer = self._ask(method, path, body, headers)
            if status < 400:
                return answer
            if status != 503 or time.monotonic() >= deadline:
                raise StoryBroken(self._refused(path, status, answer))
            time.sleep(GLANCE_SECONDS)

    def _ask(self, method: str, path: str, body: Json | None, headers: dict[str, str]) -> tuple[int, Json]:
        try:
            answer = self._http.request(method, self._api + path, json=body, headers=headers, timeout=CALL_SECONDS)
            return answer.status_code, answer.json() if answer.content else {}
        except requests.RequestException as error:
            raise StoryBroken(f"与系统的连接中断：{error}") from error

    def _refused(self, path: str, status: int, answer: Json) -> str:
        said = answer.get("detail", "")
        if path == "/sessions" and status == 401:
            return f"{self.username} 不能登录：{said}演示密码见启动系统时的提示（var/demo-password）。"
        if path == "/sessions" and status == 429:
            return f"{self.username} 不能登录：{said}"
        return f"{self.username} 请求 {path} 未获办理（{status}）：{said}"
