import { expect, test } from 'vitest'
import { boardsOf, columnOf, left, type Task } from './tasks'

const task = (said: Partial<Task>) => ({ status: 'accepted', light: 'green', on_time: null, working_days_left: 4, ...said }) as Task

test('a task that was submitted is not called done before it was checked', () => {
  const submitted = task({ status: 'submitted', on_time: true })

  expect(columnOf(submitted).word).toBe('正常')
  expect(left(submitted)).toBe('按期报结，待核查')
  expect(left(task({ status: 'submitted', light: 'red', on_time: false }))).toBe('逾期报结，待核查')
})
test('a task that was checked is done, in time or late', () => {
  expect(left(task({ status: 'checked', light: 'done', on_time: true }))).toBe('按期办结')
  expect(left(task({ status: 'cleared', light: 'done', on_time: false }))).toBe('逾期办结')
})
test('an open task says how many working days are left', () => {
  expect([4, 0, -2].map((working_days_left) => left(task({ working_days_left })))).toEqual(['还有4个工作日', '今日到期', '逾期2个工作日'])
})
test('a task that was withdrawn waits for nobody', () => {
  expect([columnOf(task({ light: 'withdrawn', status: 'withdrawn' })).word, left(task({ light: 'withdrawn' }))]).toEqual(['已撤销', '不再办理'])
})
test('the board of the unit is for those who may see all of its tasks', () => {
  const boards = (role: string) => boardsOf([role]).map(([code]) => code)

  expect(['handler', 'clerk', 'registrar', 'district_admin'].map(boards)).toEqual([['mine'], ['mine'], ['mine', 'campus'], ['mine', 'district']])
})
