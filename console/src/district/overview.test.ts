import { expect, test } from 'vitest'
import { byOrgan, unsigned, type Document } from './overview'

const document = (id: string, issuer: string, released: string, deliveries: [string, string][]) =>
  ({
    id,
    title: id,
    number: id,
    issuer: { id: issuer, name: issuer },
    released_at: released,
    deliveries: deliveries.map(([organ, status]) => ({ organ, organ_name: organ, status, status_name: status, at: released, reply: null })),
  }) as unknown as Document
const all = [
  document('a', 'east', '2026-11-20T00:00:00Z', [
    ['west', 'delivered'],
    ['north', 'received'],
  ]),
  document('b', 'east', '2026-11-27T00:00:00Z', [['west', 'delivered']]),
]

test('who has not signed for is named, the longest waiting first', () => {
  expect(unsigned(all, Date.parse('2026-11-29T00:00:00Z')).map((each) => [each.document, each.organ, each.days])).toEqual([
    ['a', 'west', 9],
    ['b', 'west', 2],
  ])
})
test('each organ has what it issued and what it owes', () => {
  expect(byOrgan(all)).toEqual([
    { id: 'west', name: 'west', sent: 0, signed: 0, waiting: 0, owes: 2 },
    { id: 'east', name: 'east', sent: 2, signed: 0, waiting: 2, owes: 0 },
    { id: 'north', name: 'north', sent: 0, signed: 1, waiting: 0, owes: 0 },
  ])
})
