"""What changed in people's lists, in one order, for streams that tell people of it (`GET /me/stream`).

The gateway asks `notifications.changes(after, wait, limit)`, in nobody's name:
- `after`: the `last` of the answer before; None asks only where the line ends now.
- `wait`: so many seconds (at most 3) the answer may take while there is nothing; it comes as soon as there is something.
It answers `{"items": [Change], "last": int, "lost": bool}`; `lost` says that changes after `after` are forgotten (they are
kept for a day), so whoever resumes there reads everything anew. A `Change` is
`{"seq": int, "kind": "todo_changed" | "reminder", "type": str, "record_id": str, "version": int, "keys": [str]}`:
`keys` name those whose lists it may change, before or after it. It is meant for an actor where
`not set(keys).isdisjoint(shared.turn.keys_of(actor))`, and `notifications.counts`, asked in that actor's name, gives their
`counts`. Where the change is of the person themselves (organ, roles), `type` and `record_id` are empty and all may differ.
One change may come twice; `seq` grows, and `id:` of a stream is the `seq`.
"""
