// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest'
import { Autosave } from '../kit/autosave'
import { read } from '../kit/record'
import { whenSessionEnds } from './client'
import { endedFor, forgetSession, keptFor, me, resume, signIn, watchOtherTabs } from './session'

const asked = vi.fn<(request: Request | string, init?: RequestInit) => Promise<Response>>()
const session = (id: string) => ({ person: { id, name: id, roles: [] }, first: null, expires_at: '2099-01-01T00:00:00Z' })
const json = (body: object) => new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } })
vi.stubGlobal('fetch', asked)
watchOtherTabs()
whenSessionEnds(() => {
  if (me.value) forgetSession()
})
/** Do what another tab of the browser does as somebody signs in there. */
function signedInElsewhere(id: string) {
  localStorage.setItem('session', id)
  dispatchEvent(new StorageEvent('storage', { key: 'session', newValue: id }))
}
beforeEach(async () => {
  localStorage.clear()
  sessionStorage.clear()
  asked.mockReset()
  asked.mockImplementation(() => Promise.resolve(json(session('clerk'))))
  await signIn('clerk', 'secret')
  asked.mockReset()
  asked.mockImplementation(() => Promise.resolve(json({})))
})

test('a tab ends as another tab signs in somebody else, and leaves their session alone', () => {
  signedInElsewhere('leader')

  expect(me.value).toBeNull()
  expect(endedFor()).toBe('clerk')
  expect(keptFor()).toBe('leader')
})
test('the same person may sign in in another tab', () => {
  signedInElsewhere('clerk')

  expect(me.value?.id).toBe('clerk')
})
test('a tab that slept notices the other person as it wakes', () => {
  localStorage.setItem('session', 'leader')

  document.dispatchEvent(new Event('visibilitychange'))

  expect(me.value).toBeNull()
})
test('what one person typed is never sent in the name of the next, and waits on the machine', async () => {
  const autosave = new Autosave('new-1', () => undefined)
  autosave.keep('科员的文稿')
  signedInElsewhere('leader')
  asked.mockImplementation(() => Promise.resolve(json(session('leader'))))
  await signIn('leader', 'secret')
  asked.mockClear()

  autosave.keep('科员的文稿，又写了一句')
  await autosave.flush()

  expect(asked).not.toHaveBeenCalled()
  expect(localStorage.getItem('typed:clerk:new-1')).toContain('又写了一句')
  expect(Object.keys(localStorage).filter((key) => key.startsWith('typed:leader'))).toEqual([])
})
test('every request names the person of its tab', async () => {
  await read('/api/v1/documents')

  expect(asked.mock.calls[0]?.[1]?.headers).toMatchObject({ 'X-Tongban-Person': 'clerk' })
})
test('what a tab left unfinished still names its person after another tab signed in somebody else', async () => {
  signedInElsewhere('leader')

  await read('/api/v1/documents')

  expect(asked.mock.calls[0]?.[1]?.headers).toMatchObject({ 'X-Tongban-Person': 'clerk' })
})
test('a tab goes on for the person whom another tab signed in', async () => {
  signedInElsewhere('leader')
  asked.mockImplementation(() => Promise.resolve(json(session('leader'))))

  expect(await resume()).toBe('there')

  expect((asked.mock.calls[0]?.[0] as Request).headers.get('X-Tongban-Person')).toBeNull()
  expect(me.value?.id).toBe('leader')
})
