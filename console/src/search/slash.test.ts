// @vitest-environment jsdom
import { expect, test, vi } from 'vitest'
import { listenForSlash } from './slash'

listenForSlash()
const press = (key: string) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))

test('what is typed while the search page loads stands in its field', () => {
  document.body.innerHTML = '<nav><a href="/console/search">查找</a></nav>'
  document.querySelector('a')?.addEventListener('click', (event) => event.preventDefault())
  const shortcut = vi.fn()
  document.addEventListener('keydown', shortcut)

  for (const key of ['/', '1', '2', 'x', 'Backspace', 'Enter']) press(key)
  expect(shortcut).toHaveBeenCalledTimes(1)
  document.body.insertAdjacentHTML('beforeend', '<form><input type="search"></form>')
  const submitted = vi.fn((event: Event) => event.preventDefault())
  document.querySelector('form')?.addEventListener('submit', submitted)
  const field = document.querySelector('input') as HTMLInputElement
  field.focus()

  expect(field.value).toBe('12')
  expect(submitted).toHaveBeenCalledTimes(1)
  press('x')
  expect(field.value).toBe('12')
})
