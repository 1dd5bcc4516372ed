"""The sequence of changes in people's lists, for the streams that report them (`GET /me/stream`).

The gateway calls `notifications.changes(after, wait, limit)`, in nobody's name:
- `after`: the `last` of the previous answer; None asks only for the current end of the sequence.
- `wait`: how many seconds (at most 3) the answer may take while there are no changes; it comes with the first one.
It answers `{"items": [Change], "last": int, "lost": bool}`; `lost`: changes after `after` are forgotten (they are
kept for a day), so that a client resuming there reads everything again. A `Change` is
`{"seq": int, "kind": "todo_changed" | "reminder", "type": str, "record_id": str, "version": int, "keys": [str]}`:
`keys` name those whose lists it may change, before or after it. It is meant for an actor if
`not set(keys).isdisjoint(shared.turn.keys_of(actor))`, and `notifications.counts`, called in that actor's name, returns
their `counts`. If the people themselves changed (organ, roles), `type` and `record_id` are empty and all may differ.
One change may come twice; `seq` grows, and `id:` of a stream is the `seq`.
"""
