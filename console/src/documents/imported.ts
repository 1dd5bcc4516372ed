// What a Word or text file says beside its text, taken into a draft; what cannot be taken is told.
import type { components } from '../api/schema'
import type { Block } from '../editor/blocks'
import { LABELS } from './conflict'
import { emptyDraft, merged, type Draft } from './draft'

export interface Imported {
  title: string
  content: Block[]
  elements: components['schemas']['Elements']
  lost: { what: string; count: number }[]
}
export interface Organ {
  id: string
  name: string
}
/** What was filled in, what the drafter still has to do, and what the file held that is gone. */
export interface Told {
  filled: string[]
  todo: string[]
  lost: string[]
}
const URGENCY: Record<string, Draft['urgency']> = { 平件: 'normal', 加急: 'urgent', 特急: 'extra_urgent' }
const list = (names: string[]) => names.join('、')

/** Find organs by their exact names; the rest is left to the drafter. */
async function found(names: string[], find: (name: string) => Promise<Organ[]>): Promise<{ known: Organ[]; unknown: string[] }> {
  const known: Organ[] = []
  const unknown: string[] = []
  for (const name of names) {
    const match = (await find(name)).find((each) => each.name === name)
    if (!match) unknown.push(name)
    else if (!known.some((each) => each.id === match.id)) known.push(match)
  }
  return { known, unknown }
}
/** Put an imported file into a draft; what the draft has and the file does not say stays. */
async function takeIn(draft: Draft, file: Imported, find: (name: string) => Promise<Organ[]>): Promise<Told> {
  const told: Told = { filled: [], todo: [], lost: file.lost.map((each) => `${each.what}${each.count}处`) }
  const { elements } = file
  draft.content = file.content
  if (file.title) draft.title = file.title
  for (const [field, label] of [
    ['recipients', '主送机关'],
    ['copies', '抄送机关'],
  ] as const) {
    // prettier-ignore
    const names = elements[field] ?? []
    const { known, unknown } = await found(names, find)
    if (known.length) {
      draft[field] = known.map((each) => each.id)
      draft.names = { ...draft.names, ...Object.fromEntries(known.map((each) => [each.id, each.name])) }
      told.filled.push(`${label}${list(known.map((each) => each.name))}`)
    }
    if (unknown.length) told.todo.push(`${label}未找到${list(unknown)}，请从列表中选择`)
  }
  const urgency = URGENCY[elements.urgency?.trim() ?? '']
  if (urgency && urgency !== 'normal') {
    draft.urgency = urgency
    told.filled.push(`紧急程度${elements.urgency}`)
  }
  for (const [field, label] of [
    ['contact', '联系人'],
    ['telephone', '联系电话'],
  ] as const) {
    // prettier-ignore
    if (!elements[field]) continue
    draft[field] = elements[field]
    told.filled.push(`${label}${elements[field]}`)
  }
  if (elements.attachments?.length) told.todo.push(`附件${list(elements.attachments)}请在保存后上传`)
  if (elements.secrecy) told.todo.push(`文件标有“${elements.secrecy}”，涉密文件不得在本系统办理`)
  return told
}
/** A file as it was read, with the draft before it and with it. */
export interface Brought {
  before: Draft
  after: Draft
  told: Told
  /** What somebody had filled in and the file says otherwise, in words. */
  replaced: string[]
}
const copyOf = (draft: Draft) => JSON.parse(JSON.stringify(draft)) as Draft
/** Read a file against a draft, which stays as it is until the import is taken. */
export async function bringIn(draft: Draft, file: Imported, find: (name: string) => Promise<Organ[]>): Promise<Brought> {
  const [before, after] = [copyOf(draft), copyOf(draft)]
  const told = await takeIn(after, file, find)
  const empty = emptyDraft()
  const same = (field: keyof Draft, one: Draft, other: Draft) => JSON.stringify(one[field]) === JSON.stringify(other[field])
  const labels = { ...LABELS, content: '正文' }
  const fields = Object.keys(labels) as (keyof typeof labels)[]
  const replaced = fields.filter((field) => !same(field, before, after) && !same(field, before, empty))
  return { before, after, told, replaced: replaced.map((field) => labels[field] ?? '') }
}
/** Lay what a file says over a draft as it is by now. */
export const taken = ({ before, after }: Brought, draft: Draft): Draft => merged(after, before, draft)
/** Put back what stood where the file was laid; what was typed elsewhere since stays. */
export const takenBack = ({ before, after }: Brought, draft: Draft): Draft => merged(before, after, draft)
