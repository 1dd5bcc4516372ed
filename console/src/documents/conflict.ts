// Two people changed one document: the fields in which what is one's own differs from what the other saved.
import type { Draft, Names } from './draft'

/** The fields of a draft but for its text, in words. */
export const LABELS: Partial<Record<keyof Draft, string>> = {
  kind: '文种',
  title: '标题',
  recipients: '主送机关',
  copies: '抄送机关',
  issuers: '联合行文机关',
  examiners: '核稿人',
  readers: '可以阅读的人员',
  urgency: '紧急程度',
  secrecy: '知悉范围',
  important: '重要公文',
  contact: '附注联系人',
  telephone: '附注联系电话',
  proposal: '倾向性意见',
  assigned_by: '交办的上级领导',
}
const WORDS: Record<string, string> = { normal: '平件', urgent: '加急', extra_urgent: '特急', none: '不限', internal: '内部' }
export interface Differing {
  field: string
  label: string
  theirs: string
  mine: string
}
function shown(draft: Draft, field: keyof Draft, kinds: [string, string][]): string {
  const value = draft[field]
  if (Array.isArray(value)) return (draft[field as Names] as string[]).map((id) => draft.names[id] ?? id).join('、') || '（无）'
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (field === 'kind') return kinds.find(([code]) => code === value)?.[1] ?? String(value)
  if (field === 'urgency' || field === 'secrecy') return WORDS[String(value)] ?? String(value)
  return String(value ?? '') || '（未填写）'
}
/** List the fields that differ, the text apart, each with both values in words. */
export function differing(theirs: Draft, mine: Draft, kinds: [string, string][]): Differing[] {
  return (Object.keys(LABELS) as (keyof Draft)[])
    .filter((field) => JSON.stringify(theirs[field]) !== JSON.stringify(mine[field]))
    .map((field) => ({ field, label: LABELS[field] ?? '', theirs: shown(theirs, field, kinds), mine: shown(mine, field, kinds) }))
}
