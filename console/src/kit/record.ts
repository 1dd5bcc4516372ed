// What every record of the office shows alike, whichever service keeps it.
import type { components } from '../api/schema'
import { endSession, freshKey, OFFLINE, patient, Refusal, type Problem } from '../api/client'
import { placeHeader } from '../api/place'
import { personHeader, proof } from '../api/proof'

export type Action = components['schemas']['Action']
export type Need = components['schemas']['ActionNeed']
export interface Shown {
  id: string
  version: number
  title: string
  status_name: string
  stage_name?: string
  actions: Action[]
  body?: string | null
  due_on?: string | null
  due_at?: string | null
  urgency?: string
  number?: string | null
  [more: string]: unknown
}
export interface Entry {
  version: number
  action: string
  label: string
  detail?: string
  by?: { name: string } | null
  in_place_of?: string | null
  standing_in?: boolean
  at: string
  comment?: string
}
export interface Page<T> {
  items: T[]
  next: string | null
}

/** A kind of record: where the API keeps it and where the console shows it. */
export interface Kind {
  code: string
  label: string
  api: string
  page: string
  empty: string
}
export const KINDS: Kind[] = [
  { code: 'documents', label: '发文', api: '/api/v1/documents', page: '/documents', empty: '尚未起草公文' },
  { code: 'incoming', label: '收文', api: '/api/v1/incoming', page: '/incoming', empty: '暂无来文，纸质来文由机要文书“登记来文”' },
  { code: 'countersigns', label: '会签', api: '/api/v1/countersigns', page: '/countersigns', empty: '暂无会签' },
  { code: 'meetings', label: '会议', api: '/api/v1/meetings', page: '/meetings', empty: '暂无会议' },
  { code: 'tasks', label: '督办', api: '/api/v1/tasks', page: '/tasks', empty: '没有逾期事项' },
  { code: 'visits', label: '接待', api: '/api/v1/visits', page: '/visits', empty: '暂无接待，凭公函拟定方案' },
]
export function kindOf(code: string): Kind {
  const found = KINDS.find((each) => each.code === code)
  if (!found) throw new Error(`no kind ${code}`)
  return found
}

/** Ask the API in the place in which one works; return what it answers, or throw why it refuses. */
export async function answer(path: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    const headers = { ...(init.headers as Record<string, string>), ...personHeader(), ...placeHeader(path, init.method ?? 'GET') }
    const asked = () => fetch(path, { credentials: 'same-origin', ...init, headers })
    response = await (init.method ? asked() : patient(asked))
  } catch {
    throw new Refusal({ status: 0, code: 'offline', detail: OFFLINE })
  }
  if (response.status === 401) endSession()
  if (response.ok) return response
  const problem = ((await response.json().catch(() => null)) ?? {}) as Partial<Problem>
  throw new Refusal({ ...problem, status: response.status, code: problem.code ?? 'unknown', detail: problem.detail ?? '系统出错，请稍后再试' })
}
async function answered<T>(path: string, init: RequestInit): Promise<T> {
  const response = await answer(path, init)
  return (response.status === 204 ? null : await response.json().catch(() => null)) as T
}
/** Read one page of a list, or one record. */
export function read<T>(path: string): Promise<T> {
  return answered<T>(path, { headers: { Accept: 'application/json' } })
}
/** Send a command once: its key makes a repeat harmless, the version seen keeps two people apart. */
export async function send<T>(path: string, body: object | null, version?: number): Promise<T> {
  const said = body === null ? undefined : JSON.stringify(body)
  const command = JSON.stringify([path, said, version])
  const key = unanswered.get(command) ?? freshKey()
  const headers: Record<string, string> = { ...proof(), 'Idempotency-Key': key }
  if (version !== undefined) headers['If-Match'] = `"${version}"`
  if (body !== null) headers['Content-Type'] = 'application/json'
  unanswered.set(command, key)
  try {
    const found = await answered<T>(path, { method: 'POST', headers, body: said })
    unanswered.delete(command)
    return found
  } catch (error) {
    if (isAnswer(error)) unanswered.delete(command)
    throw error
  }
}
/** The keys of commands of which nobody knows whether they took effect: sent again, each takes effect once. */
const unanswered = new Map<string, string>()
/** Whether a refusal says that a command took no effect. */
export const isAnswer = (error: unknown): boolean => error instanceof Refusal && error.problem.status >= 400 && error.problem.status < 500
/** Change a record that is still the version seen. */
export function change<T>(path: string, body: object, version: number): Promise<T> {
  const headers = { ...proof(), 'Content-Type': 'application/json', 'If-Match': `"${version}"` }
  return answered<T>(path, { method: 'PATCH', headers, body: JSON.stringify(body) })
}
/** Put something whole in the place of what was there; where a version is named, only while it is still that one. */
export function replace<T>(path: string, body: object, version?: number): Promise<T> {
  const headers: Record<string, string> = { ...proof(), 'Content-Type': 'application/json' }
  if (version !== undefined) headers['If-Match'] = `"${version}"`
  return answered<T>(path, { method: 'PUT', headers, body: JSON.stringify(body) })
}
/** What one record is kept under in the cache, in whose place it is seen. */
export function recordKey(path: string, placeId = ''): string[] {
  return ['record', path, placeId]
}
/** Write an instant or a day as paper does, with its year where that is not this one: 12月1日 9:05. */
export function day(text: string | null | undefined): string {
  if (!text) return ''
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const at = new Date(new Date(text).getTime() + (whole ? 0 : 8 * 3_600_000))
  const now = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear()
  const on = `${at.getUTCFullYear() === now ? '' : `${at.getUTCFullYear()}年`}${at.getUTCMonth() + 1}月${at.getUTCDate()}日`
  return whole ? on : `${on} ${at.getUTCHours()}:${String(at.getUTCMinutes()).padStart(2, '0')}`
}
/** Write the time of day of an instant in the office's zone, whatever the machine's own is: 9:05. */
export const timeOf = (instant: string): string => day(instant).split(' ')[1] ?? ''
/** Write a day with its year, as a form does: 2026年12月1日. */
export function fullDay(text: string | null | undefined): string {
  if (!text) return ''
  const on = /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : new Date(new Date(text).getTime() + 8 * 3_600_000).toISOString()
  return `${Number(on.slice(0, 4))}年${Number(on.slice(5, 7))}月${Number(on.slice(8, 10))}日`
}
/** Write a deadline: midnight ends the day before. */
export function until(text: string | null | undefined): string {
  if (!text) return ''
  const at = new Date(text)
  const shown = new Date(at.getTime() + 8 * 3_600_000)
  return shown.getUTCHours() + shown.getUTCMinutes() === 0 ? `${day(new Date(at.getTime() - 60_000).toISOString()).split(' ')[0]}` : day(text)
}
export type Light = 'late' | 'soon' | 'fine' | 'none'
export const LIGHTS: Record<Light, { mark: string; word: string }> = {
  late: { mark: '▲', word: '已逾期' },
  soon: { mark: '◆', word: '将到期' },
  fine: { mark: '●', word: '正常' },
  none: { mark: '○', word: '无时限' },
}
/** Tell by the deadline how pressing a record is; within two days is soon. */
export function lightOf(record: Shown, now = Date.now()): Light {
  const due = record.due_at ?? (record.due_on ? `${record.due_on}T23:59:59+08:00` : null)
  if (!due) return 'none'
  const left = new Date(due).getTime() - now
  return left < 0 ? 'late' : left < 2 * 86_400_000 ? 'soon' : 'fine'
}
