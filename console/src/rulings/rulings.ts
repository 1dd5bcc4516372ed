// What a district may rule on, in words and as the API takes it.
import type { components } from '../api/schema'
import { KINDS } from '../documents/draft'

export type Ruling = components['schemas']['Ruling']
export type NewRuling = components['schemas']['NewRuling']
export const EXTRA: [NonNullable<NewRuling['kinds']>[number], string][] = [
  ['order', '命令'],
  ['communique', '公报'],
  ['motion', '议案'],
]
export const PERIODS: [string, string][] = [
  ['permanent', '永久'],
  ['thirty_years', '30年'],
  ['ten_years', '10年'],
]
const ALL: [string, string][] = [...KINDS, ...EXTRA].filter(([code], at, all) => all.findIndex(([other]) => other === code) === at) as [
  string,
  string,
][]
export const EVERY = ALL
export const kindName = (code: string) => ALL.find(([each]) => each === code)?.[1] ?? code
const SERIES: Record<string, string> = { main: '本机关主系列', session: '按届次编号' }
export const seriesName = (numbered: string) => SERIES[numbered] ?? `以“${numbered}”代“发”`

/** Write what a ruling says, one line for each matter that it rules on. */
export function linesOf(ruling: Ruling, organ: (id: string) => string): string[] {
  const lines: string[] = []
  if (ruling.kinds) lines.push(ruling.kinds.length ? `学校可以使用：${ruling.kinds.map(kindName).join('、')}` : '学校不使用命令、公报、议案')
  if (ruling.series?.length) lines.push(`编号：${ruling.series.map((each) => `${kindName(each.kind)}${seriesName(each.numbered)}`).join('，')}`)
  if (ruling.cap_fen !== null) lines.push(`工作餐每人不超过${yuan(ruling.cap_fen)}元`)
  if (ruling.retention?.length)
    lines.push(
      `保管期限：${ruling.retention.map((each) => `${kindName(each.kind)}${PERIODS.find(([code]) => code === each.retention)?.[1] ?? ''}`).join('，')}`,
    )
  if (ruling.receivers?.length)
    lines.push(`代收：${ruling.receivers.map((each) => `${organ(each.organ)}由${organ(each.received_by)}收文`).join('，')}`)
  return lines
}
export const yuan = (fen: number) => (fen % 100 ? (fen / 100).toFixed(2) : String(fen / 100))
/** Turn what was typed in yuan into fen; nothing typed is not ruled on. */
export function fen(typed: string | number): number | null {
  return String(typed).trim() ? Math.round(Number(typed) * 100) : null
}
/** Which rulings hold on a day: of those that stand and have begun, the newest that speaks of a matter. */
export function inForce(rulings: Ruling[], today: string): Set<string> {
  const begun = rulings
    .filter((each) => each.status === 'made' && each.since <= today)
    .sort((a, b) => (a.since + a.created_at < b.since + b.created_at ? 1 : -1))
  const found = new Set<string>()
  for (const matter of ['kinds', 'series', 'cap_fen', 'retention', 'receivers'] as const) {
    const ruled = begun.find((each) => each[matter] !== null)
    if (ruled) found.add(ruled.id)
  }
  return found
}
