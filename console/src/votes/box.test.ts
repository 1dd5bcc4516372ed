// What a voter is told when the answer of the box was lost and the paper is put in again.
import { afterEach, expect, test, vi } from 'vitest'
import { cast, type Taken } from './box'
import { receiptOf } from './paper'

const taken = { paper: { token: 'ab'.repeat(32) }, signature: 'cd'.repeat(256) } as unknown as Taken
const answered = (status: number, body: object) => vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(body), { status })))
afterEach(() => vi.unstubAllGlobals())

test('a paper that lay in the box already gets its receipt and says so', async () => {
  answered(409, { code: 'already_voted', detail: '这张选票已经投出，不能更改。' })

  expect(await cast('v', taken, 'against' as never)).toEqual({ receipt: receiptOf(taken.paper.token), before: true })
})
test('a ballot that arrives gets its receipt', async () => {
  answered(200, { receipt: receiptOf(taken.paper.token) })

  expect(await cast('v', taken, 'for' as never)).toEqual({ receipt: receiptOf(taken.paper.token), before: false })
})
test('any other refusal stays one', async () => {
  answered(409, { code: 'not_casting', detail: '投票尚未开始。' })

  await expect(cast('v', taken, 'for' as never)).rejects.toThrow('投票尚未开始')
})
