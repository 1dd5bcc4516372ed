// The handling sheet of an incoming document: who wrote what, in the order of the paper one.
import { fullDay, type Entry } from '../kit/record'
import type { Incoming } from './line'

export interface Row {
  label: string
  entries: Entry[]
}
const ROWS: [string, string[]][] = [
  ['初审意见', ['assess', 'return']],
  ['拟办意见', ['propose']],
  ['领导批示', ['instruct']],
  ['交办', ['assign', 'reassign']],
  ['协办意见', ['report']],
]
const ENDS = ['complete', 'answer', 'conclude']
export function rowsOf(trail: Entry[]): Row[] {
  return ROWS.map(([label, actions]) => ({ label, entries: trail.filter((each) => actions.includes(each.action)) }))
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
