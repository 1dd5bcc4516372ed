import { expect, test } from 'vitest'
import { arrived, bodyOf, scanned } from './mail'

test('a scanner types a number, or an address that ends with it', () => {
  expect(scanned(' EA123456789CN ')).toBe('EA123456789CN')
  expect(scanned('https://example.cn/t?no=SF1234567890')).toBe('SF1234567890')
  expect(['', '123', '中文', 'a b'].map(scanned)).toEqual(['', '', '', ''])
})
test('an issue goes to its reader unless somebody else is named', () => {
  expect(bodyOf({ ...arrived(), subscription: 's1', issue: ' 第3期 ' }, '')).toEqual({ subscription: 's1', issue: '第3期', addressee: null })
  expect(bodyOf({ ...arrived(), sender: '区教育局' }, 'p1')).toEqual({
    kind: 'letter',
    code: null,
    sender: '区教育局',
    addressee: 'p1',
    personal: false,
  })
})
