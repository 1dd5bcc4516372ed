// What the district reads out of its campuses' documents: who has not signed for what, and since when.
import type { components } from '../api/schema'

export type Document = components['schemas']['Document']
export interface Open {
  document: string
  title: string
  number: string
  issuer: string
  organ: string
  name: string
  days: number
}
const WAITING = ['sent', 'delivered', 'waiting']
/** Who has not signed for a document yet, the longest first. */
export function unsigned(documents: Document[], now = Date.now()): Open[] {
  return documents
    .flatMap((each) =>
      each.deliveries
        .filter((one) => WAITING.includes(one.status))
        .map((one) => ({
          document: each.id,
          title: each.title,
          number: each.number ?? '',
          issuer: each.issuer.name,
          organ: one.organ,
          name: one.organ_name,
          days: Math.floor((now - Date.parse(each.released_at ?? one.at)) / 86_400_000),
        })),
    )
    .sort((one, other) => other.days - one.days || one.title.localeCompare(other.title))
}
export interface Row {
  id: string
  name: string
  sent: number
  signed: number
  waiting: number
  owes: number
}
/** By organ: how many it issued, and of what was delivered to it how much it signed for and how much not. */
export function byOrgan(documents: Document[]): Row[] {
  const rows = new Map<string, Row>()
  const row = (id: string, name: string) => rows.get(id) ?? rows.set(id, { id, name, sent: 0, signed: 0, waiting: 0, owes: 0 }).get(id)!
  for (const each of documents) {
    row(each.issuer.id, each.issuer.name).sent++
    for (const one of each.deliveries) {
      const found = row(one.organ, one.organ_name)
      if (WAITING.includes(one.status)) {
        found.owes++
        row(each.issuer.id, each.issuer.name).waiting++
      } else found.signed++
    }
  }
  return [...rows.values()].sort((one, other) => other.owes - one.owes || one.name.localeCompare(other.name, 'zh'))
}
