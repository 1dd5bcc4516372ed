// Who is signed in, and the renewal of the session a while before its token ends.
import { ref } from 'vue'
import type { components } from './schema'
import { takeEarly, TOKEN } from '../boot'
import { api, ask, closeReading, endSession, Refusal } from './client'
import { dropSent, hasLeftovers } from './leftovers'
import { leavePlace, takeUpPlace } from './place'
import { workFor } from './proof'

export type Person = components['schemas']['Person']
export const me = ref<Person | null>(null)
/** What must be done before anything else: change the password, or set up one-time passwords. */
export const first = ref<'password' | 'second_factor' | null>(null)
let timer = 0
/** Notes whose session this browser may hold, so that nobody asks for one that is not there. */
const KEPT = 'session'
/** Notes in a tab whose session ended without their doing. */
const ENDED = 'ended'
/** Whose session this browser holds, as far as it knows without asking. */
export const keptFor = (): string | null => localStorage.getItem(KEPT)
/** Whose session ended under their hands; the sign-in page says so, and leads only them back. */
export const endedFor = (): string | null => sessionStorage.getItem(ENDED)
function renewBefore(expires: string): void {
  window.clearTimeout(timer)
  const left = new Date(expires).getTime() - Date.now()
  timer = window.setTimeout(() => void renewOrAgain(), Math.max(5_000, Math.min(left * 0.7, 2 ** 31 - 1)))
}
const AGAIN = 5_000
/** A network that fails for a while ends nobody's session; only the server says that it is over. */
async function renewOrAgain(): Promise<void> {
  try {
    await renew()
  } catch (error) {
    if (!isOver(error)) timer = window.setTimeout(() => void renewOrAgain(), AGAIN)
  }
}
const isOver = (error: unknown) => error instanceof Refusal && [401, 403].includes(error.problem.status)
interface Session {
  person: Person
  first?: 'password' | 'second_factor' | null
  expires_at: string
}
function take(session: Session): void {
  takeUpPlace(session.person.id)
  workFor(session.person.id)
  me.value = session.person
  first.value = session.first ?? null
  localStorage.setItem(KEPT, session.person.id)
  renewBefore(session.expires_at)
}
async function renew(): Promise<void> {
  const early = takeEarly(TOKEN)
  take(await ask(early ? early.then(answerOf) : api.POST('/api/v1/sessions/current/token', {})))
}
/** An answer to what was asked for before the client was there, as the client gives it. */
async function answerOf(response: Response): Promise<{ data?: Session; error?: unknown; response: Response }> {
  const found: unknown = await response.json().catch(() => ({}))
  return response.ok ? { data: found as Session, response } : { error: found, response }
}
/** Forget a session that ended elsewhere; what its owner typed and the server has leaves the machine. */
export function forgetSession(): void {
  window.clearTimeout(timer)
  const who = me.value?.id ?? keptFor()
  if (who) sessionStorage.setItem(ENDED, who)
  if (keptFor() === who) localStorage.removeItem(KEPT)
  dropSent(keptFor() ?? undefined)
  me.value = null
}
/** End this tab's work when another tab signs in somebody else, so that nothing is done in the wrong name. */
export function watchOtherTabs(): void {
  const look = () => {
    const now = keptFor()
    if (me.value && now && now !== me.value.id) endSession()
  }
  for (const event of ['storage', 'focus', 'pageshow']) addEventListener(event, look)
  document.addEventListener('visibilitychange', look)
}
export async function signIn(username: string, password: string, otp?: string): Promise<void> {
  const body = { username, password, cookie: true, ...(otp ? { otp } : {}) }
  const session = await ask(api.POST('/api/v1/sessions', { body }))
  sessionStorage.removeItem(ENDED)
  dropSent(session.person.id)
  take(session)
}
/** Take up the session that the browser kept, if any; `unreachable` where nobody could say whether it still is one. */
export async function resume(): Promise<'there' | 'none' | 'unreachable'> {
  if (!keptFor()) return 'none'
  workFor('')
  try {
    await renew()
    return 'there'
  } catch (error) {
    if (!isOver(error)) return 'unreachable'
    forgetSession()
    return 'none'
  }
}
/** What the sign-in page says once, where an act of the person ended the session. */
const LEFT = 'left-with'
export const leftWith = (): string => {
  const words = sessionStorage.getItem(LEFT) ?? ''
  sessionStorage.removeItem(LEFT)
  return words
}
/** End this tab's work because of what was done, and say that: the server has ended the session already. */
export function leaveWith(words: string): void {
  sessionStorage.setItem(LEFT, words)
  endSession()
}
/** What features do while there still is a session; what fails keeps the person signed in, so that nothing is lost. */
export const beforeSignOut: (() => Promise<void>)[] = []
export async function signOut(where: 'here' | 'everywhere' = 'here'): Promise<void> {
  if (hasLeftovers()) await import('../kit/autosave').catch(() => undefined) // what earlier pages left is sent as well
  for (const each of beforeSignOut) await each()
  closeReading(true)
  try {
    await ask(where === 'here' ? api.DELETE('/api/v1/sessions/current', {}) : api.DELETE('/api/v1/sessions', {}))
  } catch (error) {
    if (!(error instanceof Refusal && error.problem.status === 401)) throw error // over already
  } finally {
    closeReading(false)
  }
  window.clearTimeout(timer)
  localStorage.removeItem(KEPT)
  dropSent()
  leavePlace()
  me.value = null
}
