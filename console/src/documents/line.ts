// The line of a document: who had it, who has it, what comes next; from its state and its trail.
import type { components } from '../api/schema'
import type { Entry } from '../kit/record'

export type Document = components['schemas']['Document']
export interface Stop { code: string; label: string; state: 'done' | 'now' | 'next'; who: string; at: string; comment: string }

const ORDER = ['drafted', 'submitted', 'approved', 'signed', 'verified', 'registered', 'released']
const AFTER = ['revoked', 'repealed', 'recalling', 'recalled', 'replaced']
/** How far a document came; what lies after release counts as released. */
function reached(status: string): number {
  return AFTER.includes(status) ? ORDER.length - 1 : ORDER.indexOf(status)
}
/** Whose name an entry bears; both where somebody acted in another's place. */
export function nameOf(entry: Entry | undefined): string { return entry?.by?.name ?? '' }

/** Lay out the stops of a document's way. */
export function lineOf(document: Document, trail: Entry[]): Stop[] {
  const at = document.status === 'withdrawn' ? -1 : reached(document.status)
  const last = (action: string) => [...trail].reverse().find((each) => each.action === action)
  const stops: Stop[] = []
  function add(code: string, label: string, place: number, whose: string, finished = at > place) {
    const entry = finished ? last(code) : undefined
    const state = finished ? 'done' : at === place && !stops.some((each) => each.state === 'now') ? 'now' : 'next'
    stops.push({ code, label, state, who: nameOf(entry) || whose, at: entry?.at ?? '', comment: entry?.comment ?? '' })
  }
  add('submit', '拟稿', 0, document.drafter?.name ?? '')
  for (const each of document.examiners) {
    const entry = [...trail].reverse().find((one) => one.action === 'examine' && one.by?.name === each.name)
    const finished = at > 1 || (at === 1 && each.examined)
    stops.push({ code: 'examine', label: '核稿', state: finished ? 'done' : at === 1 && !stops.some((one) => one.state === 'now') ? 'now' : 'next', who: each.name, at: finished ? entry?.at ?? '' : '', comment: finished ? entry?.comment ?? '' : '' })
  }
  add('approve', '审核', 1, '办公室主任')
  add('sign', '签发', 2, document.important ? '主要负责人' : '领导')
  add('verify', '复核', 3, '机要文书')
  add('register', '编号', 4, '机要文书')
  add('release', '核发', 5, '机要文书')
  if (document.status === 'withdrawn' || AFTER.includes(document.status)) {
    const end = trail[trail.length - 1]
    stops.push({ code: document.status, label: document.status_name, state: 'now', who: nameOf(end), at: end?.at ?? '', comment: end?.comment ?? '' })
  }
  return stops
}
/** Say who has it now and what comes next, in one sentence. */
export function sentenceOf(stops: Stop[]): string {
  const place = stops.findIndex((each) => each.state === 'now')
  const now = stops[place]
  if (!now) return '已办理完毕'
  const next = stops[place + 1]
  return `现由${now.who || '起草人'}${now.label}${next?.state === 'next' ? `，下一步${next.label}` : ''}`
}
/** The opinions that a sheet gathers under one heading, oldest first. */
export function opinionsOf(trail: Entry[], ...actions: string[]): Entry[] { return trail.filter((each) => actions.includes(each.action)) }
