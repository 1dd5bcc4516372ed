import { afterEach, expect, test, vi } from 'vitest'
import { valueOf } from './needs'
import { day, send, timeOf } from './record'

afterEach(() => void vi.unstubAllGlobals())
const keys = (calls: [string, RequestInit][]) => calls.map(([, init]) => new Headers(init.headers).get('Idempotency-Key'))

test('a command whose answer was lost is sent again under the same key, so that it makes nothing twice', async () => {
  const asked = vi.fn((_path: string, _init: RequestInit) => Promise.reject<Response>(new TypeError('lost')))
  vi.stubGlobal('fetch', asked)
  await expect(send('/api/v1/documents', { title: '甲' })).rejects.toThrow('网络已断开')
  await expect(send('/api/v1/documents', { title: '甲' })).rejects.toThrow()
  await expect(send('/api/v1/documents', { title: '乙' })).rejects.toThrow()

  const [first, again, other] = keys(asked.mock.calls)
  expect(again).toBe(first)
  expect(other).not.toBe(first)

  asked.mockImplementation(() => Promise.resolve(new Response('{"id":"d1"}')))
  await send('/api/v1/documents', { title: '甲' })
  await send('/api/v1/documents', { title: '甲' })
  const [, , , third, fourth] = keys(asked.mock.calls)
  expect(third).toBe(first)
  expect(fourth).not.toBe(first) // once it is answered, the same words are a new command
})
test('after a refusal, which took no effect, the key is a new one; a gateway that failed leaves it open', async () => {
  const answer = (status: number) => Promise.resolve(new Response('{}', { status }))
  const asked = vi.fn((_path: string, _init: RequestInit) => answer(422))
  vi.stubGlobal('fetch', asked)
  await expect(send('/api/v1/documents', { title: '丙' })).rejects.toThrow()
  asked.mockImplementation(() => answer(502))
  await expect(send('/api/v1/documents', { title: '丙' })).rejects.toThrow()
  await expect(send('/api/v1/documents', { title: '丙' })).rejects.toThrow()

  const [refused, failed, again] = keys(asked.mock.calls)
  expect(failed).not.toBe(refused)
  expect(again).toBe(failed)
})
test('a list is one entry a line or between stops, whatever blanks an entry has', () => {
  const need = { field: 'evidence', label: '佐证材料', shape: 'list', required: false } as unknown as Parameters<typeof valueOf>[0]

  expect(valueOf(need, '验收单 第3号、现场照片\n会议纪要；')).toEqual(['验收单 第3号', '现场照片', '会议纪要'])
})

test('a day is written with its year where it is not this one, and by the clock of the office', () => {
  vi.useFakeTimers({ now: new Date('2026-12-31T15:59:00Z') })
  expect([day('2026-12-01'), day('2020-01-01'), day('2026-12-31T16:05:00Z')]).toEqual(['12月1日', '2020年1月1日', '2027年1月1日 0:05'])
  expect(timeOf('2026-11-30T09:40:00+01:00')).toBe('16:40')
  vi.setSystemTime(new Date('2026-12-31T16:00:00Z'))
  expect([day('2026-12-31T16:05:00Z'), day('2026-12-31')]).toEqual(['1月1日 0:05', '2026年12月31日'])
  vi.useRealTimers()
})
