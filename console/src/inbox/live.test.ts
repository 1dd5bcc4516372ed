// @vitest-environment jsdom
import { QueryClient } from '@tanstack/vue-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { follow, unheard } from './live'

const ends = vi.hoisted(() => vi.fn())
vi.mock('../api/client', () => ({ endSession: ends }))
class Stream {
  static readonly CLOSED = 2
  static all: Stream[] = []
  readyState = 1
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onerror: (() => void) | null = null
  constructor() {
    Stream.all.push(this)
  }
  close() {
    this.readyState = Stream.CLOSED
  }
  /** Deliver news, unless it is closed. */
  tell(kind: string) {
    if (this.readyState === 1) this.onmessage?.({ data: JSON.stringify({ kind }) })
  }
}
const at = (place: number) => Stream.all[place] as Stream
let stop: () => void
beforeEach(() => {
  Stream.all = []
  ends.mockClear()
  vi.stubGlobal('EventSource', Stream)
  stop = follow(new QueryClient())
})
afterEach(() => {
  stop()
})

test('the end of the session elsewhere signs out here', () => {
  at(0).tell('session_ended')
  expect(ends).toHaveBeenCalledTimes(1)
})
test('who replaces their own session stays signed in and follows the new one', async () => {
  await unheard(() => {
    at(0).tell('session_ended')
    return Promise.resolve()
  })
  expect(ends).not.toHaveBeenCalled()
  expect(Stream.all).toHaveLength(2)
  at(1).tell('session_ended')
  expect(ends).toHaveBeenCalledTimes(1)
})
test('after a refusal the stream is followed again', async () => {
  await expect(unheard(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
  expect(at(1).readyState).toBe(1)
})
