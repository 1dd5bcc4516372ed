import { expect, test, vi } from 'vitest'
import { LOOK_MS, useSecondLook } from './secondLook'

test('the other half of a double click casts nothing', () => {
  vi.useFakeTimers()
  vi.stubGlobal('window', globalThis)
  const { sure, fresh, ask } = useSecondLook()

  void ask()
  expect([sure.value, fresh.value]).toEqual([true, true])
  vi.advanceTimersByTime(LOOK_MS)

  expect([sure.value, fresh.value]).toEqual([true, false])
  vi.useRealTimers()
})
