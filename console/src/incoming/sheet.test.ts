import { expect, it } from 'vitest'
import type { Entry } from '../kit/record'
import type { Incoming } from './line'
import { endOf, readings, rowsOf } from './sheet'

const entry = (action: string, name: string): Entry => ({ version: 1, action, label: action, by: { name }, at: '2026-11-30T01:00:00Z' })

it('shows what a reader wrote beside their tick', () => {
  const record = {
    readers: [
      { id: 'sun', name: '孙立新', read_at: '2026-11-30T01:00:00Z', urged_at: [] },
      { id: 'wu', name: '吴静怡', read_at: null, urged_at: [] },
    ],
    opinions: [{ step: 'read', by: { id: 'sun', name: '孙立新' }, text: '请各年级落实。', at: '2026-11-30T01:00:00Z' }],
  } as unknown as Incoming

  expect(readings(record)).toEqual(['☑ 孙立新 2026年11月30日：请各年级落实。', '☐ 吴静怡'])
})
it('says who completed the matter', () => {
  expect(endOf([entry('assign', '郑国梁'), entry('complete', '冯志强')])?.by?.name).toBe('冯志强')
  expect(endOf([entry('assign', '郑国梁')])).toBeUndefined()
})
it('sets what was sent back to its sender apart from the opinions, under its name', () => {
  const rows = rowsOf([entry('assess', '郑国梁'), entry('return', '郑国梁')])

  expect(rows.find((row) => row.label === '初审意见')?.entries).toHaveLength(1)
  expect(rows.find((row) => row.label === '退文')?.entries).toHaveLength(1)
  expect(rowsOf([entry('assess', '郑国梁')]).map((row) => row.label)).not.toContain('退文')
})
it('has another assignment beside the first', () => {
  expect(rowsOf([entry('assign', '郑国梁'), entry('reassign', '郑国梁')]).find((row) => row.label === '交办')?.entries).toHaveLength(2)
})
