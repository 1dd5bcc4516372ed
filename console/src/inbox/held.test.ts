import { expect, test } from 'vitest'
import { useHeld } from './held'

test('a list moves again only when the last who type in it are done', () => {
  let list = ['甲']
  const { held, typing } = useHeld(() => list)

  typing('one', true)
  list = ['乙', '甲']
  typing('two', true)
  typing('two', false)
  expect(held.value).toEqual(['甲'])

  typing('never opened', false)
  expect(held.value).toEqual(['甲'])

  typing('one', false)
  expect(held.value).toBeNull()
})
