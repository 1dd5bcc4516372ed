// What is said to plan a meeting, or meetings that recur.
import type { components } from '../api/schema'
import type { Named } from '../kit/NamePicker.vue'
import { day } from '../kit/record'
import { instant } from './days'

export type MeetingKind = components['schemas']['KindOfMeeting']
export interface Plan {
  kind: string
  title: string
  on: string
  from: string
  until: string
  rooms: string[]
  members: Named[]
  chair: Named[]
  topics: string
  branch: string
  by_code: boolean
  every: '' | 'WEEKLY' | 'MONTHLY'
  times: number
  holidays: 'skip' | 'next' | 'keep'
}
export const HOLIDAYS = [
  ['next', '顺延至下一工作日'],
  ['skip', '停开'],
  ['keep', '照常'],
] as const
/** What the API takes; `rule` is there where it recurs. */
export function asked(plan: Plan): Record<string, unknown> {
  const topics = plan.topics
    .split('\n')
    .map((each) => each.trim())
    .filter(Boolean)
  return {
    kind: plan.kind,
    title: plan.title.trim(),
    starts_at: instant(plan.on, plan.from),
    ends_at: instant(plan.on, plan.until),
    rooms: plan.rooms,
    members: plan.members.map((each) => each.id),
    by_code: plan.by_code,
    ...(topics.length && { topics }),
    ...(plan.chair[0] && { chair: plan.chair[0].id }),
    ...(plan.branch && { branch: plan.branch }),
    ...(plan.every && { rule: ruleText(plan), holidays: plan.holidays }),
  }
}
const ruleText = (plan: Plan) => `FREQ=${plan.every};COUNT=${plan.times}`
/** What is asked of the days on which it recurs; nothing while that is not said yet. */
export function daysAsked(plan: Plan): Record<string, unknown> | null {
  const whole = plan.on && plan.from && plan.until && plan.from < plan.until && Number.isInteger(plan.times) && plan.times > 0
  if (!plan.every || !whole) return null
  const [starts_at, ends_at] = [instant(plan.on, plan.from), instant(plan.on, plan.until)]
  return { starts_at, ends_at, rooms: plan.rooms, rule: ruleText(plan), holidays: plan.holidays }
}
/** Say the days of a rule, and on which of them which rooms are taken. */
export function daysInWords(days: components['schemas']['SeriesDay'][]): { all: string; taken: string } {
  const busy = days.filter((each) => each.taken.length)
  return {
    all: `共${days.length}次：${days.map((each) => day(each.on)).join('、')}`,
    taken: busy.map((each) => `${day(each.on)}（${each.taken.map((room) => room.name).join('、')}）`).join('、'),
  }
}
/** Write a share of people as an office says it: 1/2 is 半数. */
export function share(text: string): string {
  return ({ '1/2': '半数', '2/3': '三分之二', '4/5': '五分之四', '0': '' } as Record<string, string>)[text] ?? text
}
/** What holds for a kind of meeting, in a sentence. */
export function ruleOf(kind: MeetingKind): string {
  const more = Object.entries(kind.quorum_of_matters as Record<string, string>).map(
    ([matter, part]) => `${matter === 'election' ? '选举' : '重要事项'}须${share(part)}以上`,
  )
  const quorum = share(kind.quorum) ? `应到人员${share(kind.quorum)}以上到会方可开会${more.length ? `（${more.join('，')}）` : ''}` : '没有法定人数'
  return `由${kind.presides}主持；${quorum}；${kind.deciding === 'vote' ? '按表决作出决定，超过应到人数半数为通过' : kind.deciding_name}。`
}
