import { expect, test } from 'vitest'
import { asked, daysAsked, daysInWords, ruleOf, type MeetingKind, type Plan } from './planning'

const plan: Plan = {
  kind: 'office',
  title: ' 例会 ',
  on: '2026-12-01',
  from: '09:00',
  until: '10:00',
  rooms: ['east-101'],
  members: [{ id: 'a', name: '甲' }],
  chair: [],
  topics: '一\n\n二',
  branch: '',
  by_code: false,
  every: '',
  times: 4,
  holidays: 'next',
}

test('a meeting is planned in the office zone, with its topics line by line', () => {
  expect(asked(plan)).toEqual({
    kind: 'office',
    title: '例会',
    starts_at: '2026-12-01T09:00:00+08:00',
    ends_at: '2026-12-01T10:00:00+08:00',
    rooms: ['east-101'],
    members: ['a'],
    by_code: false,
    topics: ['一', '二'],
  })
})
test('what recurs brings its rule and what is done on holidays', () => {
  expect(asked({ ...plan, every: 'WEEKLY' })).toMatchObject({ rule: 'FREQ=WEEKLY;COUNT=4', holidays: 'next' })
})
test('the rule of a kind is said in words', () => {
  const kind = {
    presides: '书记',
    quorum: '1/2',
    quorum_of_matters: { election: '4/5' },
    deciding: 'vote',
    deciding_name: '表决',
  } as unknown as MeetingKind
  expect(ruleOf(kind)).toBe('由书记主持；应到人员半数以上到会方可开会（选举须五分之四以上）；按表决作出决定，超过应到人数半数为通过。')
})
test('of what recurs every day is asked for, once it is said, and the taken ones are named', () => {
  expect(daysAsked(plan)).toBeNull()
  expect(daysAsked({ ...plan, every: 'WEEKLY', until: '08:00' })).toBeNull()
  expect(daysAsked({ ...plan, every: 'WEEKLY' })).toEqual({
    starts_at: '2026-12-01T09:00:00+08:00',
    ends_at: '2026-12-01T10:00:00+08:00',
    rooms: ['east-101'],
    rule: 'FREQ=WEEKLY;COUNT=4',
    holidays: 'next',
  })
  const days = [
    { on: '2099-12-01', taken: [] },
    { on: '2099-12-08', taken: [{ id: 'east-101', name: '101会议室' }] },
  ]
  expect(daysInWords(days)).toEqual({ all: '共2次：2099年12月1日、2099年12月8日', taken: '2099年12月8日（101会议室）' })
})
