// What is being typed, kept on the machine at once and with the server soon after; it belongs to one person.
import { api, ask, freshKey, Refusal } from '../api/client'
import { keyOf } from '../api/leftovers'
import { beforeSignOut, me } from '../api/session'
import { forgetAgain, forgetThere, isForgotten, noteForgotten, remember } from './forgotten'
import { timeOf } from './record'

const DELAY = 1_000
const mine = () => me.value?.id ?? ''
export interface Kept {
  slot: string
  text: string
  base: number | null
  at: string
  sent?: boolean
}

/** Name the slot of a new form: one of its own, so that two of a kind do not meet. */
export function newSlot(kind: string): string {
  return `${kind}-${freshKey().slice(0, 16)}`
}

function local(person: string, slot: string): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(keyOf(person, slot)) ?? 'null') as Kept | null
  } catch {
    return null
  }
}
function locals(): Kept[] {
  const prefix = keyOf(mine(), '')
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(prefix))
    .map((key) => local(mine(), key.slice(prefix.length)))
    .filter((kept): kept is Kept => kept !== null)
}
/** What this machine has of a slot. */
export const keptHere = (slot: string): Kept | null => local(mine(), slot)
async function put(person: string, kept: Kept): Promise<void> {
  await remember(person, kept.slot)
  await ask(api.PUT('/api/v1/me/autosaves/{id}', { params: { path: { id: kept.slot } }, body: { text: kept.text, base_version: kept.base } }))
  const now = local(person, kept.slot)
  if (now?.text === kept.text) localStorage.setItem(keyOf(person, kept.slot), JSON.stringify({ ...now, sent: true }))
}

/** Keep what a form holds: on the machine within a second, with the server when it answers. */
export class Autosave {
  private timer = 0
  private waiting: string | null = null
  private sending: Promise<void> = Promise.resolve()
  /** Who types: the tab may outlive their session. */
  private readonly person = mine()
  constructor(
    readonly slot: string,
    private readonly said: (word: string) => void,
  ) {}
  base: number | null = null
  keep(text: string): void {
    this.waiting = text
    window.clearTimeout(this.timer)
    this.timer = window.setTimeout(() => void this.flush(), DELAY)
    this.write()
  }
  private write(): void {
    if (this.waiting === null || !this.person) return
    try {
      localStorage.setItem(
        keyOf(this.person, this.slot),
        JSON.stringify({ slot: this.slot, text: this.waiting, base: this.base, at: new Date().toISOString() } satisfies Kept),
      )
    } catch {
      /* the machine is full: the server has it */
    }
  }
  async flush(): Promise<void> {
    window.clearTimeout(this.timer)
    if (this.waiting === null || this.person !== mine()) return // what another typed waits on the machine
    const kept: Kept = { slot: this.slot, text: this.waiting, base: this.base, at: new Date().toISOString() }
    try {
      const sent = put(this.person, kept)
      this.sending = sent.catch(() => undefined)
      await sent
      if (this.waiting === kept.text) this.waiting = null
      this.said(`已自动保存 ${timeOf(kept.at)}`)
    } catch (error) {
      this.said(error instanceof Refusal && error.problem.status === 0 ? '网络已断开，已存在本机' : '暂未存到服务器，已存在本机')
      this.timer = window.setTimeout(() => void this.flush(), 5_000)
    }
  }
  stop(): void {
    window.clearTimeout(this.timer)
    void this.flush().finally(() => window.clearTimeout(this.timer))
  }
  /** Forget it: the text is saved as a document, or nobody wants it. */
  async forget(): Promise<void> {
    this.waiting = null
    window.clearTimeout(this.timer)
    localStorage.removeItem(keyOf(this.person, this.slot))
    noteForgotten(this.person, this.slot)
    await this.sending // else it would come after it is forgotten
    await forgetThere(this.person, this.slot)
  }
}
export async function forget(slot: string): Promise<void> {
  localStorage.removeItem(keyOf(mine(), slot))
  await forgetThere(mine(), slot)
}
/** Find what was typed and never saved, the newest first: what the machine has, and what only the server has. */
export async function typedBefore(fits: (slot: string) => boolean): Promise<Kept[]> {
  const found = new Map(
    locals()
      .filter((each) => fits(each.slot))
      .map((each) => [each.slot, each]),
  )
  void forgetAgain()
  const listed = await ask(api.GET('/api/v1/me/autosaves', {})).catch(() => null)
  for (const each of listed?.items ?? []) {
    const here = found.get(each.id)
    if (!fits(each.id) || isForgotten(each.id, each.saved_at) || (here && (!here.sent || here.at >= each.saved_at))) continue
    const whole = await ask(api.GET('/api/v1/me/autosaves/{id}', { params: { path: { id: each.id } } })).catch(() => null)
    if (whole?.text) found.set(each.id, { slot: each.id, text: whole.text, base: whole.base_version, at: each.saved_at, sent: true })
  }
  return [...found.values()].sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, 5)
}
addEventListener('online', () => void forgetAgain())
/** Before signing out the server gets what it lacks; what it has is taken from the machine. */
beforeSignOut.push(async () => {
  await forgetAgain()
  for (const kept of locals()) {
    const there =
      kept.sent ||
      (await put(mine(), kept).then(
        () => true,
        () => false,
      ))
    if (there) localStorage.removeItem(keyOf(mine(), kept.slot))
  }
})
