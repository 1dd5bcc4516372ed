import { expect, it } from 'vitest'
import type { Entry } from '../kit/record'
import { lineOf, sentenceOf, type Document } from './line'

const document = (more: Partial<Document>): Document => ({ status: 'drafted', status_name: '拟稿', drafter: { id: 'c', name: '陈晓东' }, examiners: [], important: false, ...more }) as Document
const entry = (action: string, name: string, comment = ''): Entry => ({ version: 1, action, label: action, by: { name }, at: '2026-11-30T01:00:00Z', comment })

it('says who had a document, who has it and what comes next', () => {
  const stops = lineOf(document({ status: 'approved' }), [entry('draft', '陈晓东'), entry('submit', '陈晓东'), entry('approve', '周正国', '拟同意')])

  expect(stops.map((each) => [each.label, each.state, each.who])).toEqual([
    ['拟稿', 'done', '陈晓东'], ['审核', 'done', '周正国'], ['签发', 'now', '领导'], ['复核', 'next', '机要文书'], ['编号', 'next', '机要文书'], ['核发', 'next', '机要文书'],
  ])
  expect(stops[1]?.comment).toBe('拟同意')
  expect(sentenceOf(stops)).toBe('现由领导签发，下一步复核')
})
it('stops at the first examiner who has not examined, and not at the office behind them', () => {
  const stops = lineOf(document({ status: 'submitted', examiners: [{ id: 'a', name: '甲', examined: true }, { id: 'b', name: '乙', examined: false }] }), [entry('examine', '甲')])

  expect(stops.map((each) => each.state)).toEqual(['done', 'done', 'now', 'next', 'next', 'next', 'next', 'next'])
  expect(sentenceOf(stops)).toBe('现由乙核稿，下一步审核')
})
it('forgets the approval of a document that was sent back', () => {
  const stops = lineOf(document({ status: 'drafted' }), [entry('approve', '周正国'), entry('reject', '林海生')])

  expect(stops.map((each) => each.state)).toEqual(['now', 'next', 'next', 'next', 'next', 'next'])
  expect(stops[1]?.who).toBe('办公室主任')
})
it('ends a line with what became of the document later', () => {
  const stops = lineOf(document({ status: 'revoked', status_name: '已撤销' }), [entry('revoke', '沈雅琴', '内容有误')])

  expect(stops[stops.length - 1]).toMatchObject({ label: '已撤销', state: 'now', who: '沈雅琴', comment: '内容有误' })
  expect(stops.slice(0, -1).every((each) => each.state === 'done')).toBe(true)
})
