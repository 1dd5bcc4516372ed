// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest'
import type { RouteLocationNormalized } from 'vue-router'
import { leave, scrollBehavior, standAgain } from './returning'

const at = (fullPath: string) => ({ fullPath, path: fullPath.split('?')[0] }) as RouteLocationNormalized
let height = 0
beforeEach(() => {
  document.body.innerHTML = '<main id="main"></main>'
  height = 400
  vi.stubGlobal('innerHeight', 400)
  vi.stubGlobal('scrollTo', vi.fn())
  Element.prototype.getBoundingClientRect = () => ({ top: 100, bottom: 120 }) as DOMRect
  Object.defineProperty(document.documentElement, 'scrollHeight', { configurable: true, get: () => height })
})
function list() {
  const main = document.querySelector('main') as HTMLElement
  main.innerHTML = '<input><a href="/console/documents/24">二十四</a><a href="/console/documents/25">二十五</a>'
}

test('one stands again where one was, at the link that was opened, once the list is there', async () => {
  list()
  document.querySelector<HTMLElement>('a[href$="25"]')?.focus()
  leave(at('/search?q=安全'))
  document.body.innerHTML = '<main id="main"></main>'

  const coming = standAgain(at('/search?q=安全'), 1800)
  setTimeout(() => {
    list()
    document.querySelector('input')?.focus()
    height = 2600
  }, 120)

  expect(await coming).toEqual({ top: 1800 })
  expect(scrollTo).toHaveBeenLastCalledWith(0, 1800)
  expect(document.activeElement?.textContent).toBe('二十五')
})
test('who scrolls meanwhile is left where they are', async () => {
  const coming = standAgain(at('/search?q=别的'), 1800)
  dispatchEvent(new Event('wheel'))
  height = 2600

  expect(await coming).toBe(false)
  expect(scrollTo).not.toHaveBeenCalled()
})
test('a new page begins at its top, and a filter said anew moves nothing', () => {
  expect(scrollBehavior(at('/documents/1') as never, at('/documents') as never, null)).toEqual({ top: 0 })
  expect(scrollBehavior(at('/documents?q=1') as never, at('/documents') as never, null)).toBe(false)
})
