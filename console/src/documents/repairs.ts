// What a finding suggests to change, done by one click; a person still judges whether it is right.
import { KINDS, type Draft } from './draft'

export interface Finding {
  field: string
  code: string
  message: string
  source?: string | null
  start?: number
}
export interface Organ {
  id: string
  name: string
}
export interface Repair {
  label: string
  apply: (draft: Draft) => void
}
/** Those whose names a sentence holds; a name within a longer one that is there too does not count. */
export function namedIn(message: string, organs: Organ[]): Organ[] {
  const found: Organ[] = []
  let rest = message
  for (const each of [...organs].sort((a, b) => b.name.length - a.name.length)) {
    if (!rest.includes(each.name)) continue
    found.push(each)
    rest = rest.split(each.name).join('|')
  }
  return found
}
function copyTo(draft: Draft, organs: Organ[]) {
  for (const each of organs) {
    draft.names[each.id] = each.name
    if (!draft.copies.includes(each.id)) draft.copies.push(each.id)
  }
}
function withKind(title: string, kind: string): string {
  return `${title}${/的$/.test(title) || !title.includes('关于') ? '' : '的'}${kind}`
}
/** Which repairs fit a finding; `own` is the issuer, `organs` those that the findings may name. */
export function repairsFor(finding: Finding, draft: Draft, organs: Organ[], own: Organ | null, me: { name: string } | null): Repair[] {
  const chosen = [...draft.recipients, ...draft.copies].map((id) => ({ id, name: draft.names[id] ?? id }))
  const there = namedIn(finding.message, [...organs, ...chosen.filter((each) => !organs.some((one) => one.id === each.id))])
  const kind = KINDS.find(([code]) => code === draft.kind)?.[1] ?? ''
  switch (finding.code) {
    case 'title_without_organ':
      return own
        ? [
            {
              label: '补上机关名称',
              apply: (it) => {
                it.title = own.name + it.title
              },
            },
          ]
        : []
    case 'title_without_kind':
      return [
        {
          label: `补上“${kind}”`,
          apply: (it) => {
            it.title = withKind(it.title, kind)
          },
        },
      ]
    case 'title_without_matter':
      return [
        {
          label: '补上“关于”',
          apply: (it) => {
            const head = own && it.title.startsWith(own.name) ? own.name : ''
            const rest = it.title.slice(head.length)
            it.title = `${head}关于${rest.endsWith(kind) && !rest.endsWith(`的${kind}`) ? `${rest.slice(0, -kind.length)}的${kind}` : rest}`
          },
        },
      ]
    case 'direction_not_allowed': {
      const wrong = there.filter((each) => draft.recipients.includes(each.id))
      return [
        ...(wrong.length
          ? [
              {
                label: '移到抄送',
                apply: (it: Draft) => {
                  it.recipients = it.recipients.filter((id) => !wrong.some((each) => each.id === id))
                  copyTo(it, wrong)
                },
              },
            ]
          : []),
        ...(draft.kind === 'letter'
          ? []
          : [
              {
                label: '改用函',
                apply: (it: Draft) => {
                  it.kind = 'letter'
                  if (it.title.endsWith(kind)) it.title = `${it.title.slice(0, -kind.length)}函`
                },
              },
            ]),
      ]
    }
    case 'one_main_recipient':
      return draft.recipients.length > 1
        ? [
            {
              label: '其他改为抄送',
              apply: (it) => {
                const others = it.recipients.slice(1)
                it.recipients = it.recipients.slice(0, 1)
                copyTo(
                  it,
                  others.map((id) => ({ id, name: it.names[id] ?? id })),
                )
              },
            },
          ]
        : []
    case 'copied_to_subordinate':
      return there.length
        ? [
            {
              label: '不再抄送',
              apply: (it) => {
                it.copies = it.copies.filter((id) => !there.some((each) => each.id === id))
              },
            },
          ]
        : []
    case 'superior_not_copied':
    case 'level_skipped':
    case 'other_superior':
      return there.length
        ? [
            {
              label: '补抄送',
              apply: (it) => {
                copyTo(
                  it,
                  there.filter((each) => !it.recipients.includes(each.id)),
                )
              },
            },
          ]
        : []
    case 'reply_elsewhere':
      return there.length
        ? [
            {
              label: '改为主送该单位',
              apply: (it) => {
                for (const each of there) it.names[each.id] = each.name
                it.recipients = there.map((each) => each.id)
                it.copies = it.copies.filter((id) => !it.recipients.includes(id))
              },
            },
          ]
        : []
    case 'reply_kind': {
      const wanted = KINDS.find(([code, name]) => code !== draft.kind && finding.message.includes(`以“${name}”`))
      return wanted
        ? [
            {
              label: `改用${wanted[1]}`,
              apply: (it) => {
                it.kind = wanted[0]
                if (kind && it.title.endsWith(kind)) it.title = it.title.slice(0, -kind.length) + wanted[1]
              },
            },
          ]
        : []
    }
    case 'note_missing':
      return me && !draft.contact
        ? [
            {
              label: '填写本人',
              apply: (it) => {
                it.contact = me.name
              },
            },
          ]
        : []
    default:
      return []
  }
}
