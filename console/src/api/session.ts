// Who is signed in, and the renewal of the session a while before its token ends.
import { ref } from 'vue'
import type { components } from './schema'
import { api, ask, Refusal } from './client'

export type Person = components['schemas']['Person']
export const me = ref<Person | null>(null)
/** What must be done before anything else: change the password, or set up one-time passwords. */
export const first = ref<'password' | 'second_factor' | null>(null)
let timer = 0
/** Notes that this browser may hold a session, so that nobody asks for one that is not there. */
const KEPT = 'session'
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
const isOver = (error: unknown) => error instanceof Refusal && error.problem.status === 401
async function renew(): Promise<void> {
  const session = await ask(api.POST('/api/v1/sessions/current/token', {}))
  me.value = session.person
  first.value = session.first ?? null
  renewBefore(session.expires_at)
}
export async function signIn(username: string, password: string, otp?: string): Promise<void> {
  const body = { username, password, cookie: true, ...(otp ? { otp } : {}) }
  const session = await ask(api.POST('/api/v1/sessions', { body }))
  me.value = session.person
  first.value = session.first ?? null
  localStorage.setItem(KEPT, '1')
  renewBefore(session.expires_at)
}
/** Take up the session that the browser kept, if any. */
export async function resume(): Promise<boolean> {
  if (!localStorage.getItem(KEPT)) return false
  try {
    await renew()
    return true
  } catch (error) {
    if (isOver(error)) localStorage.removeItem(KEPT)
    return false
  }
}
/** What features do while there still is a session; what fails keeps the person signed in, so that nothing is lost. */
export const beforeSignOut: (() => Promise<void>)[] = []
export async function signOut(where: 'here' | 'everywhere' = 'here'): Promise<void> {
  for (const each of beforeSignOut) await each()
  await ask(where === 'here' ? api.DELETE('/api/v1/sessions/current', {}) : api.DELETE('/api/v1/sessions', {}))
  window.clearTimeout(timer)
  localStorage.removeItem(KEPT)
  me.value = null
}
