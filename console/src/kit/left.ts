// What was typed for a step and not sent: whoever typed it finds it again with its record, nobody else does.
import { beforeSignOut, me } from '../api/session'

const left = new Map<string, Record<string, string>>()
const keyOf = (who: string, record: string, step: string) => `${who} ${record} ${step}`

/** Keep what one typed until it is sent; nothing typed is nothing kept. */
export function leave(who: string, record: string, step: string, typed: Record<string, string>): void {
  if (Object.values(typed).some((words) => words.trim())) left.set(keyOf(who, record, step), { ...typed })
  else left.delete(keyOf(who, record, step))
}
export const leftAt = (record: string, step: string): Record<string, string> => left.get(keyOf(me.value?.id ?? '', record, step)) ?? {}
beforeSignOut.push(() => {
  left.clear()
  return Promise.resolve()
})
