// What the form of a draft holds, and how it becomes what the API takes.
import type { components } from '../api/schema'
import { blocksOfPlain, type Block } from '../editor/blocks'

export const KINDS: [string, string][] = [
  ['notice', '通知'],
  ['request', '请示'],
  ['report', '报告'],
  ['letter', '函'],
  ['reply', '批复'],
  ['opinion', '意见'],
  ['circular', '通报'],
  ['decision', '决定'],
  ['resolution', '决议'],
  ['minutes', '纪要'],
  ['announcement', '公告'],
  ['public_notice', '通告'],
]
/** Say why a document cannot be changed by the person who asks, and who can; empty where they may change it. */
export function whyNotEdited(found: {
  status: string
  stage_name: string
  status_name: string
  drafter?: { name: string } | null
  actions: { code: string }[]
}): string {
  if (found.actions.some((each) => each.code === 'revise')) return ''
  const drafter = found.drafter?.name
  if (found.status === 'drafted') return `该件在拟稿环节，由起草人${drafter ?? ''}修改`
  const closed = `该件${found.stage_name || found.status_name}，不能修改`
  if (found.status === 'released') return `${closed}；更正须另行发文`
  return ['submitted', 'approved', 'signed', 'verified', 'registered'].includes(found.status)
    ? `${closed}；需要修改的，请现在的办理人退回起草人${drafter ?? ''}`
    : closed
}
/** The fields that hold people or organs, by id. */
export type Names = 'recipients' | 'copies' | 'issuers' | 'examiners' | 'readers'
export interface Draft {
  /** The names of the people and organs that the other fields hold; not sent. */
  names: Record<string, string>
  kind: string
  title: string
  content: Block[]
  recipients: string[]
  copies: string[]
  issuers: string[]
  examiners: string[]
  readers: string[]
  urgency: 'normal' | 'urgent' | 'extra_urgent'
  secrecy: 'none' | 'internal'
  important: boolean
  contact: string
  telephone: string
  proposal: string
  assigned_by: string
  in_reply_to: string | null
  replaces: string | null
  forwards: string | null
}
export function emptyDraft(): Draft {
  return {
    names: {},
    kind: 'notice',
    title: '',
    content: [],
    recipients: [],
    copies: [],
    issuers: [],
    examiners: [],
    readers: [],
    urgency: 'normal',
    secrecy: 'none',
    important: false,
    contact: '',
    telephone: '',
    proposal: '',
    assigned_by: '',
    in_reply_to: null,
    replaces: null,
    forwards: null,
  }
}
const ids = (found: { id: string }[] | undefined) => (found ?? []).map((each) => each.id)
const namesOf = (kept: components['schemas']['Document']) =>
  Object.fromEntries(
    [kept.recipients, kept.copies, kept.joint_with, kept.examiners, kept.readers].flatMap((found) =>
      (found ?? []).map((each) => [each.id, each.name]),
    ),
  )
/** Take up a document that is kept, to change it. */
export function draftOf(kept: components['schemas']['Document']): Draft {
  return {
    ...emptyDraft(),
    names: namesOf(kept),
    kind: kept.kind,
    title: kept.title,
    content: kept.content ?? blocksOfPlain(kept.body ?? ''),
    recipients: ids(kept.recipients),
    copies: ids(kept.copies),
    issuers: ids(kept.joint_with),
    examiners: ids(kept.examiners),
    readers: ids(kept.readers),
    urgency: kept.urgency as Draft['urgency'],
    secrecy: kept.secrecy === 'internal' ? 'internal' : 'none',
    important: kept.important,
    contact: kept.contact ?? '',
    telephone: kept.telephone ?? '',
    proposal: kept.proposal ?? '',
    assigned_by: kept.assigned_by ?? '',
    in_reply_to: kept.in_reply_to,
    replaces: kept.replaces?.id ?? null,
  }
}
/** Write a new document; what is empty is left out. */
export function newDocument(draft: Draft): components['schemas']['NewDocument'] {
  const { names: _names, content, in_reply_to, replaces, forwards, readers, ...rest } = draft
  const kept = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== '')) as Partial<Draft>
  return {
    ...kept,
    kind: draft.kind,
    title: draft.title,
    ...(content.length ? { content } : {}),
    ...(draft.secrecy === 'internal' ? { readers } : {}),
    ...(in_reply_to ? { in_reply_to } : {}),
    ...(replaces ? { replaces } : {}),
    ...(forwards ? { forwards } : {}),
  }
}
/** Write what changed against the document that was kept; nothing else is touched. */
export function changes(draft: Draft, before: Draft): components['schemas']['DocumentChange'] {
  const { names: _names, in_reply_to: _reply, replaces: _replaces, forwards: _forwards, ...fields } = draft
  const differs = Object.entries(fields).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof Draft]))
  return Object.fromEntries(differs.map(([name, value]) => [name, value === '' ? null : value])) as components['schemas']['DocumentChange']
}
/** Put one's own changes on top of what another person saved; what one did not touch stays theirs. */
export function merged(own: Draft, before: Draft, theirs: Draft): Draft {
  const touched = Object.entries(own).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof Draft]))
  return JSON.parse(JSON.stringify({ ...theirs, ...Object.fromEntries(touched), names: { ...theirs.names, ...own.names } })) as Draft
}
/** Read what an autosave holds; what is missing or of an older form gets its empty value. */
export function draftOfText(text: string): Draft | null {
  try {
    const found = JSON.parse(text) as Partial<Draft>
    if (typeof found.title !== 'string' || !Array.isArray(found.content)) return null
    const known = emptyDraft()
    return Object.fromEntries(Object.entries(known).map(([name, empty]) => [name, found[name as keyof Draft] ?? empty])) as unknown as Draft
  } catch {
    return null
  }
}
