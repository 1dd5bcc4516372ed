// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { listenForSlash } from '../search/slash'
import { singleKeys, useSingleKeys } from './singleKeys'

test('a key of a single mark does nothing where they are switched off', () => {
  document.body.innerHTML = '<input type="search">'
  listenForSlash()
  const press = () => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true }))
  useSingleKeys(false)
  press()
  expect(document.activeElement).toBe(document.body)
  useSingleKeys(true)
  press()
  expect(document.activeElement?.tagName).toBe('INPUT')
  expect([singleKeys.value, localStorage.getItem('single-keys')]).toEqual([true, 'on'])
})
