import { expect, test } from 'vitest'
import { addDays, addMonths, byPerson, monthOf, officeTime, span, spoken, weekOf } from './days'

test('an instant late in the evening of Greenwich is the next morning of the office', () => {
  expect(officeTime('2026-11-30T23:30:00Z')).toEqual({ on: '2026-12-01', minutes: 450 })
})
test('a week begins on Monday', () => {
  expect(weekOf('2026-11-29')[0]).toBe('2026-11-23')
  expect(spoken('2026-11-30')).toBe('11月30日 星期一')
})
test('a month shows whole weeks and every one of its days once', () => {
  for (let month = 1; month <= 12; month++) {
    const on = `2026-${String(month).padStart(2, '0')}-15`
    const days = monthOf(on).flat()
    expect(days.filter((each) => each.slice(0, 7) === on.slice(0, 7)).length).toBe(new Date(Date.UTC(2026, month, 0)).getUTCDate())
    expect(days.length % 7).toBe(0)
  }
})
test('a month later is the same day, or the last one', () => {
  expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
  expect(addMonths('2026-12-31', 1)).toBe('2027-01-31')
  expect(addMonths('2026-03-31', -1)).toBe('2026-02-28')
  expect(addMonths('2028-01-30', 1)).toBe('2028-02-29')
  expect(addMonths('2026-05-31', 1)).toBe('2026-06-30')
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
})
test('a span names both times of the office', () => {
  expect(span('2026-12-01T01:00:00Z', '2026-12-01T02:30:00Z')).toBe('09:00–10:30')
})
test('who has two other meetings at a time is one person', () => {
  const sitting = (id: string, at: number) => ({ person: { id, name: id }, at })

  expect(byPerson([sitting('lin', 1), sitting('zhou', 1), sitting('lin', 2)])).toEqual([
    { id: 'lin', name: 'lin', stretches: [sitting('lin', 1), sitting('lin', 2)] },
    { id: 'zhou', name: 'zhou', stretches: [sitting('zhou', 1)] },
  ])
})
