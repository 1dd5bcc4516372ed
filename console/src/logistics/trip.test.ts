import { expect, test } from 'vitest'
import { bodyOf, empty, fen, ready, yuan } from './trip'

test('a request is judged only when it is whole', () => {
  expect(ready(empty('2026-12-01'))).toBe(false)
  expect(ready({ ...empty('2026-12-01'), purpose: '送教', destination: '区教育局' })).toBe(true)
  expect(ready({ ...empty('2026-12-01'), purpose: '送教', destination: ' ' })).toBe(false)
})
test('times are those of the office, and an empty reason is none', () => {
  const body = bodyOf({ ...empty('2026-12-01'), purpose: '送教', destination: '区教育局' })
  expect(body.starts_at).toBe('2026-12-01T08:00:00+08:00')
  expect(body.special).toBeNull()
})
test('money is whole fen, never a float', () => {
  expect(['300', '300.5', '0.29', '19.99'].map(fen)).toEqual([30000, 30050, 29, 1999])
  expect(['', '-1', '1.234', '1e3', '一百'].map(fen)).toEqual([null, null, null, null, null])
  expect(yuan(30050)).toBe('300.50元')
})
