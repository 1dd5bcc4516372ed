// The line of a document: who had it, who has it, what comes next, as the API tells it.
import type { components } from '../api/schema'
import type { Entry } from '../kit/record'

export type Document = components['schemas']['Document']
export type Progress = components['schemas']['Progress']
export interface Stop {
  code: string
  label: string
  state: 'done' | 'objected' | 'now' | 'next'
  who: string
  at: string
  comment: string
  /** What became of the document instead of a further step. */
  ended?: boolean
}

const LINE = ['drafted', 'submitted', 'approved', 'signed', 'verified', 'registered', 'released']
const POSTS: Record<string, string> = { approve: '办公室主任', sign: '领导', verify: '机要文书', register: '机要文书', release: '机要文书' }
/** The step of a person, or of the correction, that ended a document's way. */
const ENDS: Record<string, string> = {
  replaced: 'replace',
  revoked: 'revoke',
  repealed: 'repeal',
  recalling: 'recall',
  recalled: 'recall',
  withdrawn: 'withdraw',
}
const NAMED = 2
/** Name those who could take a step; many of one post by the post. */
function whom(step: Progress['steps'][0]): string {
  if (step.by) return step.by.name
  return step.who.length && step.who.length <= NAMED
    ? step.who.map((each) => each.name).join('、')
    : (POSTS[step.code] ?? step.who.map((each) => each.name).join('、'))
}
/** Lay out the stops of a document's way; what became of it after release or instead stands last. */
export function lineOf(document: Document, progress: Progress, trail: Entry[]): Stop[] {
  const stops: Stop[] = progress.steps.map((each) => ({
    code: each.code,
    label: each.code === 'submit' ? '拟稿' : each.label,
    state: each.state === 'current' ? 'now' : each.state === 'ended' ? 'next' : each.state,
    who: whom(each),
    at: each.at ?? '',
    comment: each.opinion ?? '',
  }))
  if (!LINE.includes(document.status)) {
    const end = trail.filter((each) => each.action === ENDS[document.status]).slice(-1)[0]
    stops.push({
      code: document.status,
      label: document.status_name,
      state: 'now',
      ended: true,
      who: end?.by?.name ?? document.replaced_by?.number ?? '',
      at: end?.at ?? '',
      comment: end?.comment ?? '',
    })
  }
  return stops
}
/** Say who has it now and what comes next, in one sentence. */
export function sentenceOf(stops: Stop[]): string {
  const last = stops[stops.length - 1]
  if (last?.state === 'now' && last.ended) return last.who ? `${last.label}（${last.who}）` : last.label
  const opposed = stops.filter((each) => each.state === 'objected')
  if (opposed.length) return `${opposed.map((each) => each.who + (each.code === 'agree' ? '有异议' : '不予签发')).join('、')}，由起草人协商后再次会签`
  const now = stops.filter((each) => each.state === 'now')
  if (!now.length) return '已办理完毕'
  const has = now.map((each) => `${each.who || '起草人'}${each.label}`).join('、')
  const next = stops.slice(stops.indexOf(now[now.length - 1]!) + 1).find((each) => each.state === 'next')
  return `现由${has}${next ? `，下一步${next.label}` : ''}`
}
