// What the console opens with is asked for before its files have been read: who is signed in, and what waits for them.
// It stands in a file of its own, without imports, so that the browser runs it first.

/** The list that the console opens with; `inbox/ahead.ts` takes it up. */
export const OPENING_LIST = '/api/v1/me/todo?box=todo&sort=due&limit=50'
const asked = new Map<string, Promise<Response>>()
function ask(path: string, init?: RequestInit): void {
  const answer = fetch(path, { credentials: 'same-origin', ...init })
  answer.catch(() => undefined) // whoever takes it up hears of it
  asked.set(path, answer)
}
/** Whose session this browser held when the page was opened. */
const holder = globalThis.localStorage?.getItem('session') ?? ''
/** Take up what was asked for ahead, once, and only for the person for whom it was asked. */
export function takeEarly(path: string, who = holder): Promise<Response> | undefined {
  const found = asked.get(path)
  asked.delete(path)
  return who === holder ? found : undefined
}
export const TOKEN = '/api/v1/sessions/current/token'
export const opensList = (path: string): boolean => /^\/console(\/(todo)?)?$/.test(path)
if (holder) {
  const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (each) => each.toString(16).padStart(2, '0')).join('')
  ask(TOKEN, { method: 'POST', headers: { 'X-Tongban-Csrf': '1', 'Idempotency-Key': key } })
  if (sessionStorage.getItem('place') === null && opensList(location.pathname)) ask(OPENING_LIST, { headers: { Accept: 'application/json' } })
}
