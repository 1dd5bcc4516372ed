import { expect, test } from 'vitest'
import { DRAWN } from './drawings'

test('every place of the navigation has a drawing of its own', () => {
  const sources = import.meta.glob<string>('../*/routes.ts', { eager: true, query: '?raw', import: 'default' })
  const labels = Object.values(sources).flatMap((text) => [...text.matchAll(/label: '([^']+)'/g)].map((each) => each[1] ?? ''))

  expect(labels.length).toBeGreaterThan(20)
  expect(labels.filter((label) => !DRAWN[label])).toEqual([])
  expect(new Set(labels.map((label) => DRAWN[label])).size).toBe(labels.length)
})
