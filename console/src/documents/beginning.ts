// How a new draft begins where it corrects, answers or passes on another document, and the line that says so.
import type { components } from '../api/schema'
import { read } from '../kit/record'
import { draftOf, emptyDraft, type Draft } from './draft'

type Document = components['schemas']['Document']
type Incoming = components['schemas']['Incoming']
/** The fields of a draft that name another document. */
export type Link = 'replaces' | 'in_reply_to' | 'forwards'
export const LINKS: Link[] = ['replaces', 'in_reply_to', 'forwards']
export interface About {
  label: string
  name: string
  to: string
  more: string
}
/** Begin a correction with all that the released document says; whom that one answered counts as answered. */
export function correctionOf(document: Document): Draft {
  return { ...draftOf(document), replaces: document.id, in_reply_to: null }
}
/** Name the matter of a title: what stands between 关于 and its kind. */
function matterOf({ title, kind_name }: Incoming): string {
  return new RegExp(`关于(.+)的(请示|函|${kind_name})$`).exec(title)?.[1] ?? `《${title}》`
}
/** Begin an answer to whoever asked: 批复 to a request, 函 to all else. */
export function answerTo(incoming: Incoming): Draft {
  const { id, name } = incoming.from
  return {
    ...emptyDraft(),
    in_reply_to: incoming.id,
    kind: incoming.kind === 'request' ? 'reply' : 'letter',
    title: `关于${matterOf(incoming)}的${incoming.kind === 'request' ? '批复' : '复函'}`,
    ...(id ? { recipients: [id], names: { [id]: name } } : {}),
  }
}
/** Begin a request of one's own on a subordinate's; its text must not be passed on as it is (条例 art. 15(2)). */
export function forwardingOf(incoming: Incoming): Draft {
  return { ...emptyDraft(), forwards: incoming.id, kind: 'request', title: `关于${matterOf(incoming)}的请示` }
}
export const pathOf = (link: Link, id: string): string => (link === 'replaces' ? `/api/v1/documents/${id}` : `/api/v1/incoming/${id}`)
/** Begin as the address of the page asks: empty where it names no other document. */
export async function begun(query: Record<string, unknown>): Promise<Draft> {
  const link = LINKS.find((name) => typeof query[name] === 'string')
  if (!link) return emptyDraft()
  const path = pathOf(link, query[link] as string)
  if (link === 'replaces') return correctionOf(await read<Document>(path))
  return (link === 'in_reply_to' ? answerTo : forwardingOf)(await read<Incoming>(path))
}
const LABELS: Record<Link, string> = { replaces: '更正（代替）', in_reply_to: '答复', forwards: '转报' }
/** Say which document a draft is about. */
export function aboutOf(link: Link, other: Document | Incoming): About {
  const files = link === 'replaces' ? (other.attachments ?? []).map((each) => each.name).join('、') : ''
  const outside = link === 'in_reply_to' && 'outside' in other && other.outside
  return {
    label: LABELS[link],
    name: `${other.number ?? ''}《${other.title}》`,
    to: pathOf(link, other.id).replace('/api/v1', ''),
    more: outside ? `主送${other.from.name}，不在本区：版面自动写明，核发后请寄送纸质件` : files && `原件附件${files}请在保存后重新添加`,
  }
}
