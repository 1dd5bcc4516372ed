// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest'

beforeEach(() => {
  localStorage.clear()
  vi.resetModules()
})
test('a size that is chosen is the size everywhere', async () => {
  const { showSize, typeSize } = await import('./typeSize')
  showSize(150)
  expect([typeSize.value, localStorage.getItem('type'), document.documentElement.dataset.type]).toEqual([150, '150', '150'])
})
test('what another version left is no size', async () => {
  localStorage.setItem('type', 'large')
  const { typeSize } = await import('./typeSize')
  expect(typeSize.value).toBe(100)
})
