// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest'

const asked = vi.fn<(path: string, init?: RequestInit) => Promise<Response>>(() => Promise.resolve(new Response('{}')))
beforeEach(() => {
  vi.resetModules()
  localStorage.clear()
  asked.mockClear()
  vi.stubGlobal('fetch', asked)
})
async function open(path: string) {
  history.replaceState(null, '', path)
  return await import('./boot')
}
const paths = () => asked.mock.calls.map(([path]) => path)

test('who is signed in and what waits for them are asked for at once, and taken up once', async () => {
  localStorage.setItem('session', 'clerk')
  const { OPENING_LIST, takeEarly, TOKEN } = await open('/console/todo')

  expect(paths()).toEqual([TOKEN, OPENING_LIST])
  expect(takeEarly(TOKEN)).toBeDefined()
  expect(takeEarly(TOKEN)).toBeUndefined()
})
test('what was asked for one person is not taken up for the next who signs in', async () => {
  localStorage.setItem('session', 'clerk')
  const { OPENING_LIST, takeEarly } = await open('/console/todo')

  expect(takeEarly(OPENING_LIST, 'leader')).toBeUndefined()
  expect(takeEarly(OPENING_LIST, 'clerk')).toBeUndefined()
})
test('what is asked ahead stays on this server, carries nothing of the session and is left nowhere on the page', async () => {
  localStorage.setItem('session', 'clerk')
  const before = Object.keys(window)
  await open('/console/todo?session=stolen#token')

  for (const [path, init] of asked.mock.calls) {
    expect(path).toMatch(/^\/api\/v1\//)
    expect(init?.credentials).toBe('same-origin')
    expect(JSON.stringify([path, init])).not.toMatch(/clerk|stolen|Authorization/)
  }
  expect(Object.keys(window)).toEqual(before)
  expect(document.body.innerHTML).toBe('')
  expect([Object.keys(localStorage), Object.keys(sessionStorage)]).toEqual([['session'], []])
})
test('another page asks for no list, and where nobody is signed in nothing is asked', async () => {
  await open('/console/todo')
  expect(paths()).toEqual([])

  vi.resetModules()
  localStorage.setItem('session', 'clerk')
  const { TOKEN } = await open('/console/meetings')
  expect(paths()).toEqual([TOKEN])
})
