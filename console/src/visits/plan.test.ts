import { expect, test } from 'vitest'
import { asked, empty, hostsFor, planOf, ready, type Visit } from './plan'

test('a plan is judged only when its letter is whole', () => {
  const plan = { ...empty(), room: 'east-101' }
  expect(ready(plan)).toBe(false)
  const whole = { ...plan, issuer: '某局', number: '某函〔2026〕1号', purpose: '考察', people: [{ name: '甲', post: '主任' }] }
  expect(ready(whole)).toBe(true)
  expect(ready({ ...whole, people: [...whole.people, { name: '乙', post: '' }] })).toBe(false)
  expect(ready({ ...whole, from: '12:00', until: '11:00' })).toBe(false)
})
test('yuan become fen without a rest', () => {
  expect(asked({ ...empty(), meals: [{ kind: 'working', guests: 3, hosts: 1, yuan: 19.9 }] }).meals).toEqual([
    { kind: 'working', guests: 3, hosts: 1, cost_per_head_fen: 1990 },
  ])
})
test('what was planned comes back as it was typed', () => {
  const visit = { room: 'east-101', starts_at: '2026-12-01T01:00:00Z', ends_at: '2026-12-01T03:00:00Z', letter: null, meals: [] } as unknown as Visit
  expect(planOf(visit)).toMatchObject({ letter: false, on: '2026-12-01', from: '09:00', until: '11:00' })
})
test('hosts follow the guests', () => {
  expect([1, 10, 11, 12, 13, 30].map(hostsFor)).toEqual([3, 3, 4, 4, 5, 10])
})
