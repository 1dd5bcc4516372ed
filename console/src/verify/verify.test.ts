import { expect, test } from 'vitest'
import { LARGEST, refusalOf, toneOf } from './verify'

test('an empty file and one that is too large are not sent', () => {
  expect(refusalOf({ size: 0 })).toContain('空')
  expect(refusalOf({ size: LARGEST + 1 })).toContain('20 MiB')
  expect(refusalOf({ size: LARGEST })).toBe('')
})
test('only what was issued and is in force is shown as good', () => {
  expect(toneOf('issued')).toBe('good')
  expect(toneOf('foreign')).toBe('ask')
  for (const each of ['altered', 'other_version', 'void', 'withdrawn'] as const) expect(toneOf(each)).toBe('bad')
})
