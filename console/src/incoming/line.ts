// The line of an incoming document: who had it, who has it, what comes next.
import type { components } from '../api/schema'
import type { Stop } from '../documents/line'
import type { Entry } from '../kit/record'

export type Incoming = components['schemas']['Incoming']
const ORDER = ['delivered', 'received', 'registered', 'assessed', 'proposed', 'instructed', 'assigned', 'completed']
const STEPS: [string, string, string][] = [
  ['receive', '签收', '机要文书'],
  ['register', '登记', '机要文书'],
  ['assess', '初审', '办公室主任'],
  ['propose', '拟办', '办公室主任'],
  ['instruct', '批示', '领导'],
  ['assign', '交办', '办公室主任'],
  ['complete', '办结', '承办人'],
]
/** The steps that close each stop, the first found: who enters a paper from outside has received it; an answer or its reading closes a matter too. */
const CLOSES: Record<string, string[]> = { receive: ['receive', 'record'], complete: ['complete', 'conclude', 'answer'] }
const ENDS: Record<string, string> = { returned: 'return', recalled: 'recall' }
/** Say why neither text nor files of an incoming document are shown. */
export function whyClosed(found: Pick<Incoming, 'status' | 'outside' | 'may_open'>): string {
  if (found.status === 'recalled') return '来文单位已收回该件，正文和附件不能再查阅'
  if (!found.may_open)
    return `内部公文，正文和附件由办公室主任、领导和指定的人员查阅${found.status === 'delivered' ? '；签收前请清点件数和附件' : ''}`
  return found.outside ? '正文见扫描件' : '该件没有正文'
}
/** Lay out the stops; what was passed over (a proposal where the office assigns at once) is left out once it is behind. */
export function lineOfIncoming(incoming: Incoming, trail: Entry[]): Stop[] {
  const at = ORDER.indexOf(incoming.status)
  const stops: Stop[] = []
  for (const [place, [code, label, whose]] of STEPS.entries()) {
    const finished = at > place
    const found = finished ? (CLOSES[code] ?? [code]).map((one) => trail.filter((each) => each.action === one).slice(-1)[0]) : []
    const entry = found.find((each) => each)
    if (finished && !entry && (code === 'propose' || code === 'instruct')) continue
    stops.push({
      code,
      label,
      state: finished ? 'done' : at === place ? 'now' : 'next',
      at: entry?.at ?? '',
      comment: entry?.comment ?? '',
      who: entry?.by?.name ?? (code === 'complete' && incoming.handler ? incoming.handler.name : finished ? '' : whose),
    })
  }
  if (at < 0) {
    const end = trail.filter((each) => each.action === ENDS[incoming.status]).slice(-1)[0]
    stops.splice(0, stops.length, {
      code: incoming.status,
      label: incoming.status_name,
      state: 'now',
      ended: true,
      who: end?.by?.name ?? incoming.from.name,
      at: end?.at ?? '',
      comment: incoming.return_reason ?? end?.comment ?? '',
    })
  }
  return stops
}
