import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { read } from '../kit/record'
import { patient } from './client'

const busy = (seconds: string | null, status = 503) =>
  new Response('{}', { status, headers: seconds === null ? undefined : { 'Retry-After': seconds } })
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('what a busy service is only asked for is asked for again when it says', async () => {
  const answers = [busy('2'), busy('1'), new Response('{}')]
  const get = vi.fn(() => Promise.resolve(answers.shift()!))

  const answer = patient(get)

  await vi.advanceTimersByTimeAsync(1_900)
  expect(get).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(1_200)
  expect((await answer).status).toBe(200)
  expect(get).toHaveBeenCalledTimes(3)
})
test.each([
  ['that does not say when', null, 503],
  ['that asks for half a minute', '30', 503],
  ['that is not busy', '1', 429],
])('an answer %s stands at once', async (_, seconds, status) => {
  const get = vi.fn(() => Promise.resolve(busy(seconds, status)))

  expect((await patient(get)).status).toBe(status)
  expect(get).toHaveBeenCalledTimes(1)
})
test('a service that stays busy is asked three times', async () => {
  const get = vi.fn(() => Promise.resolve(busy('1')))

  const answer = patient(get)
  await vi.advanceTimersByTimeAsync(2_000)

  expect((await answer).status).toBe(503)
  expect(get).toHaveBeenCalledTimes(3)
})
test('pages read patiently', async () => {
  const answers = [busy('1'), new Response('{"items":[]}')]
  vi.stubGlobal('fetch', () => Promise.resolve(answers.shift()!))

  const found = read('/api/v1/documents')
  await vi.advanceTimersByTimeAsync(1_000)

  expect(await found).toEqual({ items: [] })
  vi.unstubAllGlobals()
})
