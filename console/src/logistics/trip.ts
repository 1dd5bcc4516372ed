// A request for a vehicle as its form holds it, and money as people write it.
import type { components } from '../api/schema'
import { addDays, instant, today } from '../meetings/days'

export type Trip = components['schemas']['Trip']
export type Vehicle = components['schemas']['Vehicle']
export type Driver = components['schemas']['Driver']
export interface Fault {
  field: string
  code: string
  message: string
  source: string
}
export interface Asked {
  purpose: string
  destination: string
  on: string
  from: string
  backOn: string
  until: string
  passengers: number
  special: string
}
export const STATUSES: [string, string][] = [
  ['requested', '已申请'],
  ['examined', '已审核'],
  ['approved', '已批准'],
  ['dispatched', '已派车'],
  ['out', '已出车'],
  ['back', '已收车'],
  ['closed', '已办结'],
  ['returned', '已退回'],
  ['cancelled', '已取消'],
]
export const CLASSES: [string, string][] = ['c1', 'c2', 'b1', 'b2', 'a1', 'a2', 'a3'].map((code) => [code, code.toUpperCase()])
export const COSTS: [string, string][] = [
  ['fuel', '燃油'],
  ['repair', '维修'],
  ['service', '保养'],
  ['insurance', '保险'],
  ['toll', '路桥停车'],
  ['other', '其他'],
]
export function empty(on = addDays(today(), 1)): Asked {
  return { purpose: '', destination: '', on, from: '08:00', backOn: on, until: '11:30', passengers: 1, special: '' }
}
/** Whether enough is filled in to be judged. */
export const ready = (said: Asked): boolean =>
  [said.purpose, said.destination, said.on, said.from, said.backOn, said.until].every((each) => each.trim()) && said.passengers >= 1
export const bodyOf = (said: Asked) => ({
  purpose: said.purpose.trim(),
  destination: said.destination.trim(),
  starts_at: instant(said.on, said.from),
  ends_at: instant(said.backOn, said.until),
  passengers: said.passengers,
  special: said.special.trim() || null,
})
/** Yuan as typed, in fen; null for what is no amount of money. */
export function fen(yuan: string): number | null {
  const found = /^(\d{1,8})(?:\.(\d{1,2}))?$/.exec(yuan.trim())
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0') || 0) : null
}
export const yuan = (amount: number): string => `${(amount / 100).toFixed(2)}元`
