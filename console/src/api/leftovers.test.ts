// @vitest-environment jsdom
import { beforeEach, expect, test } from 'vitest'
import { dropSent, keyOf } from './leftovers'

beforeEach(() => {
  localStorage.clear()
  localStorage.setItem(keyOf('chen', 'new-1'), JSON.stringify({ text: '已送', sent: true }))
  localStorage.setItem(keyOf('chen', 'new-2'), JSON.stringify({ text: '未送' }))
  localStorage.setItem(keyOf('lin', 'new-3'), JSON.stringify({ text: '已送', sent: true }))
  localStorage.setItem(keyOf('lin', 'new-4'), '{')
  localStorage.setItem('type', '125')
})

test('what the server has leaves the machine when a session ends; what it lacks waits for its owner', () => {
  dropSent()

  expect(Object.keys(localStorage).sort()).toEqual(['type', 'typed:chen:new-2', 'typed:lin:new-4'])
})
test('whoever signs in keeps what is theirs', () => {
  dropSent('chen')

  expect(Object.keys(localStorage)).toContain('typed:chen:new-1')
  expect(Object.keys(localStorage)).not.toContain('typed:lin:new-3')
})
