import { expect, test } from 'vitest'
import { hex } from '../votes/sha384'
import { Sha256 } from './sha256'
import { answered, PART, partEnd, readTo, type Sending, unfit } from './uploads'

const file = (size: number): Sending => ({
  key: 'k', name: '名单.pdf', file: { size } as File, kept: 0, sent: 0, print: new Sha256(), read: 0, id: '', refusal: '', request: null, state: 'going',
}) // prettier-ignore
test('a file goes in whole parts, and the last one ends it', () => {
  expect(PART % (255 * 1024)).toBe(0)
  expect([partEnd(0, 10), partEnd(0, PART + 1), partEnd(PART, PART + 1)]).toEqual([10, PART, PART + 1])
})
test('what arrived is never sent again, and only the last part makes the file whole', () => {
  const each = file(PART + 1)
  expect(answered(each, 201, '{"id":"a1","status":"uploading"}', PART)).toBe('next')
  expect([each.kept, each.id]).toEqual([PART, 'a1'])
  expect(answered(each, 201, '{"id":"a1","status":"kept"}', PART + 1)).toBe('whole')
})
test('a refusal is told in its own words, and an answer that is none in ours', () => {
  const each = file(10)
  expect(answered(each, 422, '{"detail":"附件类型不允许"}', 10)).toBe('refused')
  expect([each.refusal, each.kept]).toEqual(['附件类型不允许', 0])
  expect(answered(each, 404, '<html>', 10)).toBe('refused')
  expect(each.refusal).toBe('系统出错，请稍后再试')
})
test('an answer that may be another soon keeps what arrived', () => {
  const each = { ...file(PART + 1), kept: PART, id: 'a1' }
  for (const status of [401, 429, 502, 503]) expect(answered(each, status, '<html>', PART + 1)).toBe('cut')
  expect([each.kept, each.id]).toEqual([PART, 'a1'])
})
test('a name that the server refuses is refused before anything is sent', () => {
  for (const name of ['名<单>.pdf', '第1:2页.pdf', '为何?.pdf', '*.pdf', 'a"b.pdf', 'a|b.pdf', 'a\\b.pdf', '.隐藏.pdf'])
    expect(unfit({ name, size: 1 })).toContain('文件名不能含有')
  expect(unfit({ name: '空.pdf', size: 0 })).toContain('空文件')
  expect(unfit({ name: '名单（一）.pdf', size: 1 })).toBe('')
})
test('a file is read into its digest once, whatever is sent again', async () => {
  const bytes = Uint8Array.from({ length: 3000 }, (_, place) => place % 251)
  const each = { ...file(0), file: new File([bytes], '名单.pdf') }
  await Promise.all([readTo(each, 1000), readTo(each, 1000)])
  await readTo(each, 1000)
  await readTo(each, 3000)
  expect(hex(each.print.digest())).toBe(hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))))
})
