import { expect, test } from 'vitest'
import { replaced } from './phrases'

test('a phrase is changed wherever it stands by now', () => {
  expect(replaced(['拟同意', '请阅'], '请阅', '请阅示')).toEqual(['拟同意', '请阅示'])
  expect(replaced(['请阅', '拟同意'], '请阅', '请阅示')).toEqual(['请阅示', '拟同意'])
})
test('a phrase that is gone overwrites no other', () => {
  expect(replaced(['拟同意'], '请阅', '请阅示')).toBeNull()
})
