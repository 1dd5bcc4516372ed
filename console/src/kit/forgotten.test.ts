// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest'
import { me, type Person } from '../api/session'
import { Autosave, forget, typedBefore } from './autosave'
import { forgetAgain } from './forgotten'

/** A server that keeps one text, and may fail to forget it. */
let stored: { text: string; savedAt: string } | null
let forgets: 'yes' | 'fails' | 'never answers'
const json = (found: unknown) => new Response(JSON.stringify(found), { headers: { 'Content-Type': 'application/json' } })
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()
async function answer(request: Request): Promise<Response> {
  if (request.method === 'DELETE') {
    if (forgets === 'never answers') return new Promise(() => undefined)
    if (forgets === 'fails') return new Response('{}', { status: 503 })
    stored = null
    return new Response(null, { status: 204 })
  }
  if (request.method === 'PUT') {
    stored = { text: ((await request.json()) as { text: string }).text, savedAt: ago(0) }
    return json({})
  }
  const item = stored && { id: 'task-1', text: stored.text, base_version: null, saved_at: stored.savedAt }
  return json(request.url.endsWith('task-1') ? item : { items: item ? [item] : [] })
}
const offered = async () => (await typedBefore((slot) => slot === 'task-1')).map((each) => each.text)
beforeEach(() => {
  localStorage.clear()
  stored = { text: '已送出的', savedAt: ago(1) }
  vi.stubGlobal('fetch', answer)
  me.value = { id: 'zhou', name: '周正国', roles: [] } as unknown as Person
})

test('what was sent is not offered again where the server fails to forget it, and is forgotten later', async () => {
  forgets = 'fails'
  await forget('task-1')
  expect(await offered()).toEqual([])

  forgets = 'yes'
  await forgetAgain()
  expect(stored).toBeNull()
  expect(Object.keys(localStorage)).toEqual([])
})
test('what was sent is not offered again while the server has not answered', async () => {
  forgets = 'never answers'
  void new Autosave('task-1', () => undefined).forget()

  expect(await offered()).toEqual([])
})
test('what was typed later, on another machine, is offered', async () => {
  forgets = 'fails'
  await forget('task-1')
  stored = { text: '另一台电脑上写的', savedAt: ago(-30) }

  expect(await offered()).toEqual(['另一台电脑上写的'])
})
test('what is typed anew in the same place is kept', async () => {
  forgets = 'fails'
  await forget('task-1')
  const again = new Autosave('task-1', () => undefined)
  again.keep('第二次写的')
  await again.flush()
  forgets = 'yes'
  await forgetAgain()

  expect(stored?.text).toBe('第二次写的')
  expect(await offered()).toEqual(['第二次写的'])
})
