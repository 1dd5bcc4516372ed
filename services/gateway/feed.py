"""Streams of changes in people's lists: the connections of this process, and the pending changes of each."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from services.gateway.calls import Calls
from shared.actor import Actor
from shared.errors import OfficeError
from shared.runtime import stopping
from shared.runtime.bell import Bell
from shared.runtime.connections import room
from shared.turn import keys_of

NOTIFICATIONS, DIRECTORY = "notifications", "directory"
HEARTBEAT_SECONDS = 15.0
GATHER_SECONDS = 0.2
"""How long a stream collects further changes after an event, in seconds."""
MOST_OF_ONE = 20
"""The maximum streams of a person; the oldest one beyond ends: its page was left, or its browser reconnects."""
LOT = 500
"""How many sessions, and how many changes, are queried at once."""
MOST_AT_ONCE = 100
"""The maximum pending changes; a listener who missed more is told that everything may have changed."""


class TooManyStreams(OfficeError):
    """同时在线的人员过多，请稍后再试。"""

    code = "too_many_streams"
    status = 429


Change = Mapping[str, Any]
NAMED = ("type", "record_id", "version")


class Stream:
    """A listener in one session.

    seq: the last change offered; waiting: pending changes; lost: that some changes are no longer known;
    superseded: that the same person opened too many newer ones.
    """

    __slots__ = (
        *("actor", "bell", "counts", "ended", "keys", "lost", "opened", "person_version", "seq", "session_id"),
        *("superseded", "waiting"),
    )

    def __init__(self, session_id: str, actor: Actor, seq: int) -> None:
        self.session_id, self.actor, self.seq = session_id, actor, seq
        self.keys = keys_of(actor)
        self.person_version: int | None = None
        self.waiting: dict[int, Change] = {}
        self.counts: Mapping[str, Any] | None = None
        self.bell, self.ended, self.lost, self.superseded = Bell(), False, False, False
        self.opened = self.bell.now()

    def add(self, changes: Sequence[Change]) -> None:
        """Add new changes meant for this person."""
        keys = set(self.keys)
        for each in changes:
            if each["seq"] > self.seq and not keys.isdisjoint(each["keys"]):
                self.waiting[each["seq"]] = each
        if len(self.waiting) > MOST_AT_ONCE:
            self.lost = True

    def take(self, seq: int) -> tuple[list[Change], bool]:
        """Return the pending changes, the newest of each record, and whether more may have changed, all up to `seq`."""
        newest = {(each["type"], each["record_id"]): each for _, each in sorted(self.waiting.items())}
        self.seq = max([self.seq, seq, *self.waiting])
        lost = self.lost or ("", "") in newest
        self.waiting, self.lost = {}, False
        return [] if lost else sorted(newest.values(), key=lambda each: each["seq"]), lost


class Feed:
    """The streams of this process: changes and counts are queried once for all of them."""

    def __init__(self, calls: Calls, most: Callable[[], int] = room) -> None:
        self._calls, self._most = calls, most
        self._streams: set[Stream] = set()
        self._by_key: dict[str, set[Stream]] = defaultdict(set)
        self._seq: int | None = None

    def open(self, session_id: str, actor: Actor, heard: int | None) -> Stream:
        """Open a stream; raise TooManyStreams if there are too many in total.

        heard: the last change received before.
        """
        own = [each for each in self._by_key.get(f"p:{actor.seat}", ()) if each.actor.person_id == actor.person_id]
        for each in sorted(own, key=lambda each: each.opened)[: max(0, len(own) + 1 - MOST_OF_ONE)]:
            self.close(each)
            each.superseded = True
            each.bell.ring()
        if len(self._streams) >= self._most() * 3 // 4:  # the rest is left for requests
            raise TooManyStreams(retry_after=30)
        if self._seq is None:
            self._seq = self._changes(None)["last"]
        stream = Stream(session_id, actor, self._seq if heard is None else heard)
        self._enter(stream)
        try:
            if heard is not None:
                missed = self._changes(heard)
                stream.add(missed["items"])
                stream.lost |= missed["lost"] or len(missed["items"]) == LOT
                if missed["lost"]:
                    stream.seq = self._seq  # their number may be of another line
        except OfficeError:
            self.close(stream)
            raise
        return stream

    def close(self, stream: Stream) -> None:
        """Close a stream; closing it twice is no error."""
        self._streams.discard(stream)
        for key in stream.keys:
            if key in self._by_key:
                self._by_key[key].discard(stream)
                if not self._by_key[key]:
                    del self._by_key[key]
        if not self._streams:
            self._seq = None

    def end(self, session_id: str) -> None:
        """End the streams of a session."""
        for each in [each for each in self._streams if each.session_id == session_id]:
            each.ended = True
            each.bell.ring()

    def look(self) -> None:
        """Query new changes, and wake the streams they are meant for."""
        while self._seq is not None and self._streams:
            found = self._changes(self._seq)
            if self._seq is None:
                return
            self._seq = max(self._seq, found["last"])
            whom = {one for each in found["items"] for key in each["keys"] for one in self._by_key.get(key, ())}
            for stream in set(self._streams) if found["lost"] else whom:
                stream.add(found["items"])
                stream.lost |= found["lost"]
                stream.bell.ring()
            if len(found["items"]) < LOT:
                return

    def check(self) -> None:
        """End streams with an invalid session, and all streams when the process stops."""
        if stopping.begun():
            for each in self._streams:
                each.bell.ring()
            return
        streams = defaultdict(list)
        for each in self._streams:
            streams[each.session_id].append(each)
        ids = sorted(streams)
        for start in range(0, len(ids), LOT):
            lot = ids[start : start + LOT]
            hold = self._calls.call(DIRECTORY, "sessions_that_hold", {"ids": lot})
            for stream in [each for session_id in lot for each in streams[session_id]]:
                self._judge(stream, hold.get(stream.session_id))

    def written(self, stream: Stream, seconds: float) -> Iterator[bytes]:
        """Yield a stream's events, for at most this many seconds."""
        began = stream.bell.now()
        try:
            yield b"retry: 3000\n\n"
            yield from self._news(stream, greet=True)
            while (left := seconds - (stream.bell.now() - began)) > 0 and not stopping.begun():
                rung = stream.bell.wait(min(HEARTBEAT_SECONDS, left))
                if stream.superseded:
                    yield b"retry: 60000\n\n"  # many pages take turns slowly
                    return
                if stream.ended:
                    yield _event("session_ended", stream.seq, None, {})
                    return
                if rung and not stopping.begun():
                    yield from self._news(stream)
                    stream.bell.pause(GATHER_SECONDS)
                elif left > HEARTBEAT_SECONDS:
                    yield b": still here\n\n"
        except OfficeError:
            return  # the client comes again, and hears from where it was
        finally:
            self.close(stream)

    def _changes(self, after: int | None) -> Any:
        return self._calls.call(NOTIFICATIONS, "changes", {"after": after, "wait": 0, "limit": LOT})

    def _news(self, stream: Stream, *, greet: bool = False) -> Iterator[bytes]:
        changes, lost = stream.take(self._seq or 0)
        seq, records = stream.seq, [[each["type"], each["record_id"]] for each in changes]
        found = self._calls.call(NOTIFICATIONS, "news", {"records": records}, actor=stream.actor)
        counts, before = found["counts"], stream.counts
        stream.counts = counts
        named = [each for each, known in zip(changes, found["known"], strict=True) if known]
        for each in named:
            yield _event(str(each.get("kind", "todo_changed")), each["seq"], counts, each)
        if lost or (changes and not named and counts != before):  # of what left their lists nothing is named any more
            yield _event("todo_changed", seq, counts, {})
        elif greet and not named:
            yield _event("hello", seq, counts, {})

    def _judge(self, stream: Stream, version: int | None) -> None:
        if version is None:
            stream.ended = True
            stream.bell.ring()
        elif stream.person_version is None:
            stream.person_version = version
        elif stream.person_version != version and stream in self._streams:
            found = self._calls.call(DIRECTORY, "session", {"session_id": stream.session_id})
            seq = self._seq
            self.close(stream)
            self._seq = seq
            stream.actor = Actor.from_wire(found["actor"])
            stream.keys, stream.person_version, stream.lost = keys_of(stream.actor), version, True
            self._enter(stream)
            stream.bell.ring()

    def _enter(self, stream: Stream) -> None:
        self._streams.add(stream)
        for key in stream.keys:
            self._by_key[key].add(stream)


def _event(kind: str, seq: int, counts: Mapping[str, Any] | None, change: Change) -> bytes:
    data = {"kind": kind, **{name: change.get(name) for name in NAMED}, "counts": counts}
    return f"id: {seq}\ndata: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()
