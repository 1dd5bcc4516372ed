// What was sent and is to be forgotten by the server too: remembered on the machine until the server has forgotten it.
import { watch } from 'vue'
import { api, ask, Refusal } from '../api/client'
import { me } from '../api/session'

const AGAIN = 10_000
/** How far the clocks of the machine and of the server may differ. */
const APART = 5 * 60_000
const keyFor = (person: string) => `forgotten:${person}`
const underWay = new Map<string, Promise<void>>()
let timer = 0

function noted(person: string): Record<string, number> {
  try {
    return (JSON.parse(localStorage.getItem(keyFor(person)) ?? 'null') as Record<string, number> | null) ?? {}
  } catch {
    return {}
  }
}
function note(person: string, slot: string, at: number | null): void {
  const { [slot]: before, ...others } = noted(person)
  if (at === null && before === undefined) return
  const now = at === null ? others : { ...others, [slot]: at }
  try {
    if (Object.keys(now).length) localStorage.setItem(keyFor(person), JSON.stringify(now))
    else localStorage.removeItem(keyFor(person))
  } catch {
    /* the machine is full: the server is asked once */
  }
}
/** Whether what the server lists was sent or thrown away here; what was typed later, elsewhere, was not. */
export function isForgotten(slot: string, savedAt: string): boolean {
  const person = me.value?.id ?? ''
  const at = noted(person)[slot]
  if (at === undefined) return false
  if (new Date(savedAt).getTime() <= at + APART) return true
  note(person, slot, null)
  return false
}
/** A slot is typed in again: what is asked of the server already comes first. */
export async function remember(person: string, slot: string): Promise<void> {
  note(person, slot, null)
  await underWay.get(slot)
}
/** What was sent is not offered again, whatever the server still lists. */
export const noteForgotten = (person: string, slot: string): void => note(person, slot, Date.now())
/** Have the server forget a slot; what fails is tried again, also after the tab was closed. */
export async function forgetThere(person: string, slot: string): Promise<void> {
  noteForgotten(person, slot)
  await drop(person, slot)
}
async function drop(person: string, slot: string): Promise<void> {
  const asked = ask(api.DELETE('/api/v1/me/autosaves/{id}', { params: { path: { id: slot } }, keepalive: true })).then(
    () => note(person, slot, null),
    (error: unknown) => {
      if (error instanceof Refusal && error.problem.status === 404) note(person, slot, null)
      else againSoon()
    },
  )
  underWay.set(slot, asked)
  await asked
  if (underWay.get(slot) === asked) underWay.delete(slot)
}
function againSoon(): void {
  window.clearTimeout(timer)
  timer = window.setTimeout(() => void forgetAgain(), AGAIN)
}
/** Ask again for what the server has not forgotten yet. */
export async function forgetAgain(): Promise<void> {
  const person = me.value?.id
  if (!person) return
  for (const slot of Object.keys(noted(person))) if (!underWay.has(slot)) await drop(person, slot)
}
watch(() => me.value?.id, forgetAgain, { immediate: true })
