// The opinion sheet of a document (发文稿纸): who wrote what, with what was sent back apart from the opinions.
import type { Entry } from '../kit/record'

export interface Row {
  label: string
  entries: Entry[]
  /** What stands for an entry without words. */
  plain: string
}
const OPINIONS: [label: string, actions: string[], plain: string][] = [
  ['签发', ['sign', 'reject'], '同意'],
  ['审核', ['approve'], '同意'],
  ['核稿', ['examine'], '已核'],
]
const RETURNS = ['return', 'send_back', 'return_to_examiner', 'return_to_signer']
export function rowsOf(trail: Entry[]): Row[] {
  const of = (actions: string[]) => trail.filter((each) => actions.includes(each.action))
  const returned = of(RETURNS)
  const rows = OPINIONS.map(([label, actions, plain]) => ({ label, entries: of(actions), plain }))
  return returned.length ? [...rows, { label: '退回', entries: returned, plain: '' }] : rows
}
/** The words of an entry on paper; what refuses or returns is called so, before its reason. */
export function wordsOf(entry: Entry, row: Row): string {
  if (entry.action !== 'reject' && !RETURNS.includes(entry.action)) return entry.comment || row.plain
  return [entry.label + (entry.detail ?? ''), entry.comment].filter(Boolean).join('：')
}
