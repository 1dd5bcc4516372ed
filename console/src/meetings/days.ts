// Days and times of day in the office's zone (UTC+8, without summer time), whatever the machine's own zone is.
const ZONE = 8 * 3_600_000
const DAY = 86_400_000

export interface When {
  on: string
  minutes: number
}
/** The office's day and minute of an instant. */
export function officeTime(instant: string | number): When {
  const at = new Date(new Date(instant).getTime() + ZONE)
  return { on: at.toISOString().slice(0, 10), minutes: at.getUTCHours() * 60 + at.getUTCMinutes() }
}
export const today = (): string => officeTime(Date.now()).on
const utc = (on: string) => Date.parse(`${on}T00:00:00Z`)
export const addDays = (on: string, count: number): string => new Date(utc(on) + count * DAY).toISOString().slice(0, 10)
/** Monday is 0. */
export const weekday = (on: string): number => (new Date(utc(on)).getUTCDay() + 6) % 7
export const NAMES = ['一', '二', '三', '四', '五', '六', '日']
export const weekOf = (on: string): string[] => Array.from({ length: 7 }, (_, place) => addDays(on, place - weekday(on)))
/** The weeks that a month touches. */
export function monthOf(on: string): string[][] {
  const first = `${on.slice(0, 7)}-01`
  const weeks: string[][] = []
  for (let start = addDays(first, -weekday(first)); start.slice(0, 7) <= on.slice(0, 7); start = addDays(start, 7)) weeks.push(weekOf(start))
  return weeks
}
/** The same day of another month, or the last one that it has. */
export function addMonths(on: string, count: number): string {
  const month = Number(on.slice(0, 4)) * 12 + Number(on.slice(5, 7)) - 1 + count
  const first = `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`
  const last = [31, 30, 29].find((day) => addDays(first, day - 1).slice(0, 7) === first.slice(0, 7)) ?? 28
  return `${first.slice(0, 8)}${String(Math.min(Number(on.slice(8)), last)).padStart(2, '0')}`
}
export const clock = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
export const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))
/** What the API takes for a day and a time of day. */
export const instant = (on: string, time: string): string => `${on}T${time}:00+08:00`
export const spoken = (on: string): string => `${Number(on.slice(5, 7))}月${Number(on.slice(8))}日 星期${NAMES[weekday(on)]}`
/** Gather stretches of time by person, so that each is listed once. */
export function byPerson<T extends { person: { id: string; name: string } }>(stretches: T[]): { id: string; name: string; stretches: T[] }[] {
  const found = new Map<string, { id: string; name: string; stretches: T[] }>()
  for (const each of stretches) {
    const { id, name } = each.person
    const known = found.get(id) ?? { id, name, stretches: [] }
    known.stretches.push(each)
    found.set(id, known)
  }
  return [...found.values()]
}
/** 9:00—10:30 of one day. */
export function span(begin: string, until: string): string {
  return `${clock(officeTime(begin).minutes)}–${clock(officeTime(until).minutes)}`
}
