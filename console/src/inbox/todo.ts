// The boxes of a person: how items are grouped by deadline, what can be done with several at once, where their API is.
import type { components } from '../api/schema'
import type { Light } from '../kit/record'

export type Item = components['schemas']['TodoItem']
export type TodoPage = components['schemas']['TodoPage']
export type Counts = components['schemas']['Counts']
export type Box = 'todo' | 'toread' | 'mine' | 'done'
export const BOXES: { code: Box; label: string; to: string; empty: string }[] = [
  { code: 'todo', label: '待办', to: '/todo', empty: '暂无待办事项' },
  { code: 'toread', label: '待阅', to: '/todo/toread', empty: '暂无待阅事项' },
  { code: 'mine', label: '在办', to: '/todo/mine', empty: '没有在办事项，起草或者办理后在此查看进展' },
  { code: 'done', label: '已办', to: '/todo/done', empty: '尚未办理过事项' },
]
export const TYPES: Record<string, { label: string; api: string }> = {
  document: { label: '发文', api: '/api/v1/documents' },
  incoming: { label: '收文', api: '/api/v1/incoming' },
  countersign: { label: '会签', api: '/api/v1/countersigns' },
  seal: { label: '印章', api: '/api/v1/seals' },
  seal_use: { label: '用印', api: '/api/v1/seal-uses' },
  destruction: { label: '销毁', api: '/api/v1/archive/destructions' },
  classified: { label: '涉密公文', api: '/api/v1/classified' },
  meeting: { label: '会议', api: '/api/v1/meetings' },
  topic: { label: '议题', api: '/api/v1/topics' },
  vote: { label: '表决', api: '/api/v1/votes' },
  task: { label: '督办', api: '/api/v1/tasks' },
  visit: { label: '接待', api: '/api/v1/visits' },
  trip: { label: '用车', api: '/api/v1/trips' },
  vehicle: { label: '车辆', api: '/api/v1/vehicles' },
  driver: { label: '驾驶员', api: '/api/v1/drivers' },
  mail_item: { label: '信件报刊', api: '/api/v1/mail-items' },
  subscription: { label: '报刊订阅', api: '/api/v1/subscriptions' },
  supply: { label: '办公用品', api: '/api/v1/supplies' },
  supply_request: { label: '领用', api: '/api/v1/supply-requests' },
  course: { label: '培训', api: '/api/v1/courses' },
  delegation: { label: '委托代办', api: '/api/v1/delegations' },
}
const LIGHT: Record<string, Light> = { red: 'late', yellow: 'soon', green: 'fine' }
export function lightOfItem(item: Item): Light {
  return LIGHT[item.light] ?? 'none'
}

/** Name an item so that it is told from others of the same title. */
export function nameOf(item: Item): string {
  const from = item.number || item.sender
  return from ? `${from}《${item.title}》` : item.title
}

/** Name today as the office counts its days, whatever the browser's zone. */
export function officeToday(now = Date.now()): string {
  return new Date(now + 8 * 3_600_000).toISOString().slice(0, 10)
}
function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}
/** Find the Sunday that ends the week of a day. */
function weekEnd(today: string): string {
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay() || 7
  return new Date(Date.parse(today) + (7 - weekday) * 86_400_000).toISOString().slice(0, 10)
}
export interface Group {
  code: 'late' | 'today' | 'week' | 'later' | 'none'
  label: string
  items: Item[]
}
const GROUPS: [Group['code'], string][] = [
  ['late', '已超时'],
  ['today', '今天'],
  ['week', '本周'],
  ['later', '以后'],
  ['none', '无时限'],
]
/** Put items under their deadline, each group in the order that the server gave. */
export function grouped(items: Item[], today: string): Group[] {
  const end = weekEnd(today)
  const place = (due: string | null | undefined): Group['code'] =>
    !due ? 'none' : due < today ? 'late' : due === today ? 'today' : due <= end ? 'week' : 'later'
  return GROUPS.map(([code, label]) => ({ code, label, items: items.filter((each) => place(each.due_on) === code) })).filter(
    (each) => each.items.length,
  )
}
/** Say a deadline as people do. */
export function dueWords(due: string | null | undefined, today: string): string {
  if (!due) return ''
  const left = daysBetween(today, due)
  if (left < 0) return `超时${-left}天`
  if (left === 0) return '今天到期'
  return left === 1 ? '明天到期' : `还有${left}天`
}
/** Whether a step can be taken on several at once: it asks for nothing but an opinion. */
export function canJoin(item: Item): boolean {
  return (
    item.action !== null &&
    item.action !== undefined &&
    item.action.enabled &&
    item.action.needs.every((need) => need.field === 'comment' || !need.required)
  )
}
export interface Bundle {
  key: string
  label: string
  confirm: string | null
  opinion: boolean
  obliged: boolean
  items: Item[]
}
/** Gather the chosen items by the step that each waits for. */
export function bundles(items: Item[]): Bundle[] {
  const found = new Map<string, Bundle>()
  for (const item of items.filter(canJoin)) {
    const action = item.action
    if (!action) continue
    const key = `${item.type}:${action.code}`
    const known = found.get(key)
    const comment = action.needs.find((need) => need.field === 'comment')
    if (known) {
      known.items.push(item)
      known.obliged ||= comment?.required ?? false
    } else
      found.set(key, {
        key,
        label: action.label,
        confirm: action.confirm ?? null,
        opinion: comment !== undefined,
        obliged: comment?.required ?? false,
        items: [item],
      })
  }
  return [...found.values()]
}
/** Where the opinion of a bundle is kept: with these papers and no others, in whatever order they were ticked. */
export function batchSlot(bundle: Bundle): string {
  const ids = bundle.items.map((each) => each.id).sort()
  let [one, other] = [17, 31]
  for (const letter of ids.join(' ')) {
    one = Math.imul(one ^ letter.charCodeAt(0), 0x01000193) >>> 0
    other = (Math.imul(other, 33) + letter.charCodeAt(0)) >>> 0
  }
  return `batch-${bundle.key}-${one.toString(36)}${other.toString(36)}`
}
