import { describe, expect, it } from 'vitest'
import { batchSlot, bundles, canJoin, dueWords, grouped, nameOf, officeToday, type Item } from './todo'

const item = (id: string, more: Partial<Item> = {}): Item => ({
  id,
  type: 'document',
  record_id: id,
  title: id,
  link: `/documents/${id}`,
  stage: 'approved',
  stage_name: '待签发',
  action: action('sign', '签发'),
  due_on: null,
  light: 'none',
  why: { as: 'post', label: '领导' },
  from: null,
  since: '2026-11-30T01:00:00+00:00',
  version: 3,
  read: false,
  sender: '',
  number: '',
  validity: null,
  urgency: null,
  internal: false,
  ...more,
})
const action = (
  code: string,
  label: string,
  needs: NonNullable<Item['action']>['needs'] = [{ field: 'comment', label: '意见', required: false, shape: 'long_text', choices: null }],
) => ({ code, label, tone: 'primary' as const, primary: true, confirm: null, needs, enabled: true, why_not: null })

describe('the boxes of a person', () => {
  it('puts items under late, today, this week, later and none, in the order given', () => {
    const found = grouped(
      [
        item('a', { due_on: '2026-11-29' }),
        item('b', { due_on: '2026-11-30' }),
        item('c', { due_on: '2026-12-06' }),
        item('d', { due_on: '2026-12-07' }),
        item('e'),
      ],
      '2026-11-30',
    )

    expect(found.map((each) => [each.code, each.items.map((one) => one.id)])).toEqual([
      ['late', ['a']],
      ['today', ['b']],
      ['week', ['c']],
      ['later', ['d']],
      ['none', ['e']],
    ])
  })
  it('ends the week of a Sunday on that Sunday', () => {
    expect(grouped([item('a', { due_on: '2026-12-07' })], '2026-12-06')[0]?.code).toBe('later')
  })
  it('counts the days of the office, not of the browser', () => {
    expect(officeToday(Date.parse('2026-11-30T16:30:00Z'))).toBe('2026-12-01')
    expect([
      dueWords('2026-11-28', '2026-11-30'),
      dueWords('2026-11-30', '2026-11-30'),
      dueWords('2026-12-01', '2026-11-30'),
      dueWords('2026-12-04', '2026-11-30'),
    ]).toEqual(['超时2天', '今天到期', '明天到期', '还有4天'])
  })
  it('names papers of one title by their numbers, and those without one by their senders', () => {
    const title = '关于开学工作的通知'

    expect([{ number: '东教〔2026〕1号', sender: '东校区' }, { sender: '西校区' }, {}].map((each) => nameOf(item('a', { title, ...each })))).toEqual([
      `东教〔2026〕1号《${title}》`,
      `西校区《${title}》`,
      title,
    ])
  })
  it('joins several only where nothing but an opinion is asked', () => {
    const assign = item('x', {
      action: action('assign', '交办', [{ field: 'handler', label: '承办人', required: true, shape: 'person', choices: null }]),
    })
    const chosen = [item('a'), item('b'), item('c', { type: 'incoming', action: action('receive', '签收', []) }), assign]

    expect(canJoin(assign)).toBe(false)
    expect(bundles(chosen).map((each) => [each.label, each.opinion, each.items.length])).toEqual([
      ['签发', true, 2],
      ['签收', false, 1],
    ])
  })
  it('keeps the opinion of several with these papers only', () => {
    const slot = (...ids: string[]) => bundles(ids.map((id) => item(id))).map(batchSlot)[0]

    expect(slot('a', 'b')).toBe(slot('b', 'a'))
    expect(new Set([slot('a', 'b'), slot('a', 'c'), slot('a'), slot('ab')]).size).toBe(4)
  })
})
