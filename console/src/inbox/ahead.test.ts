import { afterEach, expect, test, vi } from 'vitest'
import { me, type Person } from '../api/session'
import { OPENING_LIST } from '../boot'
import { askAhead, todoPage, todoPath } from './ahead'

const answers = (...found: string[]) =>
  vi.stubGlobal(
    'fetch',
    vi.fn(() => Promise.resolve(new Response(JSON.stringify({ items: found.splice(0, 1) })))),
  )
afterEach(() => void vi.unstubAllGlobals())

test('the list that was asked for ahead is taken once, then it is asked for anew', async () => {
  answers('先', '后')
  me.value = { id: 'leader' } as Person
  askAhead()

  expect(await todoPage(todoPath('todo', 'due'))).toEqual({ items: ['先'] })
  expect(await todoPage(todoPath('todo', 'due'))).toEqual({ items: ['后'] })
})
test('what was asked for in the name of somebody else, or of another list, is left', async () => {
  answers('先', '后', '再')
  me.value = { id: 'leader' } as Person
  askAhead()
  me.value = { id: 'clerk' } as Person
  expect(await todoPage(todoPath('todo', 'due'))).toEqual({ items: ['后'] })
  askAhead()
  expect(await todoPage(todoPath('done', 'due'))).not.toEqual({ items: ['再'] })
})
test('what is asked for before everything else is the list that the console opens with', () => {
  expect(OPENING_LIST).toBe(todoPath('todo', 'due'))
})
