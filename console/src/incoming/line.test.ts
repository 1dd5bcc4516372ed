import { expect, it } from 'vitest'
import type { Entry } from '../kit/record'
import { lineOfIncoming, whyClosed, type Incoming } from './line'

const incoming = (more: Partial<Incoming>): Incoming =>
  ({ status: 'delivered', status_name: '待签收', handler: null, return_reason: null, ...more }) as Incoming
const entry = (action: string, name: string): Entry => ({ version: 1, action, label: action, by: { name }, at: '2026-11-30T01:00:00Z' })

it('says who has an incoming document and what comes next', () => {
  const stops = lineOfIncoming(
    incoming({ status: 'instructed', handler: { id: 'h', name: '冯志强' } }),
    ['receive', 'register', 'assess', 'propose', 'instruct'].map((each) => entry(each, '某某')),
  )

  expect(stops.map((each) => [each.label, each.state])).toEqual([
    ['签收', 'done'],
    ['登记', 'done'],
    ['初审', 'done'],
    ['拟办', 'done'],
    ['批示', 'done'],
    ['交办', 'now'],
    ['办结', 'next'],
  ])
  expect(stops[6]?.who).toBe('冯志强')
})
it('leaves out what was passed over when the office assigned at once', () => {
  const stops = lineOfIncoming(
    incoming({ status: 'assigned' }),
    ['receive', 'register', 'assess', 'assign'].map((each) => entry(each, '某某')),
  )

  expect(stops.map((each) => each.label)).toEqual(['签收', '登记', '初审', '交办', '办结'])
})
it('shows of what was sent back only that', () => {
  expect(
    lineOfIncoming(incoming({ status: 'returned', status_name: '已退文', return_reason: '非本单位事项' }), [entry('return', '郑国梁')]),
  ).toMatchObject([{ label: '已退文', who: '郑国梁', comment: '非本单位事项' }])
})
it('says when a matter was closed, also by the document that answered it or as only read', () => {
  const closed = (...trail: Entry[]) => lineOfIncoming(incoming({ status: 'completed', handler: { id: 'h', name: '冯志强' } }), trail).slice(-1)[0]
  const answered = { ...entry('answer', ''), by: null, at: '2026-12-09T01:00:00Z' }

  expect(closed(answered)).toMatchObject({ who: '冯志强', at: '2026-12-09T01:00:00Z' })
  expect(closed(entry('complete', '冯志强'), answered)).toMatchObject({ who: '冯志强', at: '2026-11-30T01:00:00Z' })
  expect(closed(entry('conclude', '郑国梁'))).toMatchObject({ who: '郑国梁', at: '2026-11-30T01:00:00Z' })
})
it('says who returned or recalled a paper, though the system noted something later', () => {
  const ended = (status: Incoming['status'], ...trail: Entry[]) =>
    lineOfIncoming(incoming({ status, from: { id: 'east', name: '东校区' } as unknown as Incoming['from'] }), trail)[0]
  const voided = { ...entry('void', ''), by: null, at: '2026-12-09T01:00:00Z' }

  expect(ended('returned', entry('return', '郑国梁'), voided)).toMatchObject({ who: '郑国梁', at: '2026-11-30T01:00:00Z' })
  expect(ended('recalled', { ...entry('recall', ''), by: null })).toMatchObject({ who: '东校区' })
})
it('says who entered a paper from outside, and when, as its receipt', () => {
  const stops = lineOfIncoming(incoming({ status: 'registered' }), [entry('record', '钱慧芳'), entry('register', '钱慧芳')])

  expect([stops[0]?.who, stops[0]?.at]).toEqual(['钱慧芳', '2026-11-30T01:00:00Z'])
})

it('says why a paper is closed where no link would lead anywhere', () => {
  const said = (status: string, may_open: boolean, outside = false) => whyClosed({ status, may_open, outside } as Incoming)

  expect(said('recalled', false)).toContain('已收回')
  expect(said('delivered', false)).toContain('签收前请清点')
  expect(said('assigned', false)).not.toContain('签收前')
  expect(said('registered', true, true)).toBe('正文见扫描件')
})
