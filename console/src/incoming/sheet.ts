// The handling sheet of an incoming document: who wrote what, in the order of the paper one.
import { fullDay, type Entry } from '../kit/record'
import type { Incoming } from './line'

export interface Row {
  label: string
  entries: Entry[]
}
const ROWS: [string, string[]][] = [
  ['初审意见', ['assess']],
  ['拟办意见', ['propose']],
  ['领导批示', ['instruct']],
  ['交办', ['assign', 'reassign']],
  ['协办意见', ['report']],
]
const ENDS = ['complete', 'answer', 'conclude']
/** What was sent back to the sender is no opinion, and stands apart from them under its name. */
export function rowsOf(trail: Entry[]): Row[] {
  const of = (actions: string[]) => trail.filter((each) => actions.includes(each.action))
  const returned = of(['return'])
  const rows = ROWS.map(([label, actions]) => ({ label, entries: of(actions) }))
  return returned.length ? [...rows, { label: '退文', entries: returned }] : rows
}
/** The words of an entry on paper: another assignment and a return are called so, before their reason. */
export function wordsOf(entry: Entry, row: Row): string {
  if (['reassign', 'return'].includes(entry.action)) return [entry.label, entry.comment].filter(Boolean).join('：')
  return entry.comment || (entry.label === row.label ? '' : entry.label)
}
/** Tell who ended the matter, and when. */
export function endOf(trail: Entry[]): Entry | undefined {
  return trail.filter((each) => ENDS.includes(each.action)).slice(-1)[0]
}
/** Tell of each reader whether and when they read it, with their opinion. */
export function readings(record: Pick<Incoming, 'readers' | 'opinions'>): string[] {
  return record.readers.map((each) => {
    const opinion = record.opinions.find((one) => one.step === 'read' && one.by.id === each.id)?.text
    return `${each.read_at ? '☑' : '☐'} ${each.name} ${fullDay(each.read_at)}${opinion ? `：${opinion}` : ''}`.trim()
  })
}
