// What a visit's plan says, typed and as the API takes it.
import type { components } from '../api/schema'
import { instant, officeTime, clock, today, addDays } from '../meetings/days'

export type Visit = components['schemas']['Visit']
export type Judged = components['schemas']['Violations']
export const MEALS = [
  ['working', '工作餐'],
  ['self_paid', '自行用餐'],
] as const
export interface Plan {
  letter: boolean
  issuer: string
  number: string
  purpose: string
  from_on: string
  until_on: string
  people: { name: string; post: string }[]
  room: string
  on: string
  from: string
  until: string
  meals: { kind: string; guests: number; hosts: number; yuan: number }[]
}
export function empty(): Plan {
  const on = addDays(today(), 3)
  return {
    letter: true,
    issuer: '',
    number: '',
    purpose: '',
    from_on: on,
    until_on: on,
    people: [{ name: '', post: '' }],
    room: '',
    on,
    from: '09:00',
    until: '11:00',
    meals: [],
  }
}
export function asked(plan: Plan): Record<string, unknown> {
  const letter = plan.letter
    ? {
        issuer: plan.issuer.trim(),
        number: plan.number.trim(),
        purpose: plan.purpose.trim(),
        people: plan.people.filter((each) => each.name.trim()),
        from_on: plan.from_on,
        until_on: plan.until_on,
      }
    : null
  return {
    letter,
    room: plan.room,
    starts_at: instant(plan.on, plan.from),
    ends_at: instant(plan.on, plan.until),
    meals: plan.meals.map((each) => ({ kind: each.kind, guests: each.guests, hosts: each.hosts, cost_per_head_fen: Math.round(each.yuan * 100) })),
  }
}
/** Whether enough is there to be judged; half a form is not asked about. */
export function ready(plan: Plan): boolean {
  return (
    !!plan.room &&
    !!plan.on &&
    plan.from < plan.until &&
    (!plan.letter ||
      (!!plan.issuer.trim() &&
        !!plan.number.trim() &&
        !!plan.purpose.trim() &&
        !!plan.from_on &&
        !!plan.until_on &&
        plan.people.some((each) => each.name.trim() && each.post.trim()) &&
        plan.people.every((each) => !each.name.trim() === !each.post.trim())))
  )
}
export function planOf(visit: Visit): Plan {
  const { on, minutes } = officeTime(visit.starts_at)
  const letter = visit.letter
  return {
    letter: !!letter,
    issuer: letter?.issuer ?? '',
    number: letter?.number ?? '',
    purpose: letter?.purpose ?? '',
    from_on: letter?.from_on ?? on,
    until_on: letter?.until_on ?? on,
    people: letter?.people.map((each) => ({ ...each })) ?? [{ name: '', post: '' }],
    room: visit.room,
    on,
    from: clock(minutes),
    until: clock(officeTime(visit.ends_at).minutes),
    meals: visit.meals.map((each) => ({ kind: each.kind, guests: each.guests, hosts: each.hosts, yuan: each.cost_per_head_fen / 100 })),
  }
}
/** How many may accompany: three up to ten guests, above that at most a third. */
export const hostsFor = (guests: number): number => (guests <= 10 ? 3 : Math.ceil(guests / 3))
/** Whether its plan is still to be approved, and so is judged. */
export const isPlan = (visit: Visit): boolean => ['planned', 'returned', 'applied'].includes(visit.status)
export const titleOf = (visit: Visit): string => (visit.letter ? `${visit.letter.issuer}：${visit.letter.purpose}` : '未附公函的接待')
