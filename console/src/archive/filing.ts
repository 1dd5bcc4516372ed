// What is still to be filed: narrowed, ordered, and filed several at once.
import type { components } from '../api/schema'
import { send } from '../kit/record'

export type Unfiled = components['schemas']['Unfiled']['items'][number]
type Outcome = components['schemas']['VolumeOutcomes']['items'][number]
export type Order = 'date' | 'number'
const byFigures = new Intl.Collator('zh-CN', { numeric: true })
/** What one request of the API takes. */
const MOST = 50

export function arranged(found: Unfiled[], words: string, line: string, order: Order): Unfiled[] {
  const wanted = words.trim().toLowerCase()
  const kept = found.filter((each) => (!line || each.line === line) && `${each.number ?? ''} ${each.title}`.toLowerCase().includes(wanted))
  const number = (one: Unfiled, other: Unfiled) => byFigures.compare(one.number ?? '', other.number ?? '')
  const date = (one: Unfiled, other: Unfiled) => one.dated_on.localeCompare(other.dated_on)
  return kept.sort((one, other) => (order === 'date' ? date(one, other) || number(one, other) : number(one, other) || date(one, other)))
}
/** File pieces in a year, each for itself; return those that were refused, with the reason of each. */
export async function file(
  volume: string,
  action: string,
  pieces: { piece: string; retention: string; issue: string }[],
): Promise<Map<string, string>> {
  const refused = new Map<string, string>()
  for (let from = 0; from < pieces.length; from += MOST) {
    const lot = pieces.slice(from, from + MOST)
    const { items } = await send<{ items: Outcome[] }>('/api/v1/archive/filings', { volume, action, pieces: lot })
    items.forEach((each, place) => {
      const problem = each.problem
      if (problem) refused.set(lot[place]?.piece ?? each.id, problem.errors?.map((fault) => fault.message).join('；') || problem.detail)
    })
  }
  return refused
}
