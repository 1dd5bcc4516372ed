import { expect, it } from 'vitest'
import type { Entry } from '../kit/record'
import { rowsOf, wordsOf } from './sheet'

const entry = (action: string, label: string, comment = '', detail = ''): Entry => ({
  version: 1,
  action,
  label,
  comment,
  detail,
  at: '2026-11-30T01:00:00Z',
})
const printed = (...trail: Entry[]) => Object.fromEntries(rowsOf(trail).map((row) => [row.label, row.entries.map((each) => wordsOf(each, row))]))

it('sets what was returned apart from the opinions, with the word and where it went', () => {
  expect(
    printed(
      entry('examine', '核稿'),
      entry('return', '退回', '缺附件', '至拟稿'),
      entry('approve', '审核', '拟同意'),
      entry('send_back', '退回', '时间请再核', '至核稿'),
      entry('return_to_examiner', '退回审核', '请会签总务处'),
      entry('sign', '签发'),
      entry('return_to_signer', '报请复审', '改了时间'),
    ),
  ).toEqual({
    签发: ['同意'],
    审核: ['拟同意'],
    核稿: ['已核'],
    退回: ['退回至拟稿：缺附件', '退回至核稿：时间请再核', '退回审核：请会签总务处', '报请复审：改了时间'],
  })
})
it('says of a refused signature that it was refused', () => {
  expect(printed(entry('reject', '不予签发', '与上级文件不符'))['签发']).toEqual(['不予签发：与上级文件不符'])
  expect(rowsOf([entry('sign', '签发')]).map((row) => row.label)).not.toContain('退回')
})
