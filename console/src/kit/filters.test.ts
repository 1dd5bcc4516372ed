import { expect, test } from 'vitest'
import { asked, type Filter } from './filters'

const FILTERS: Filter[] = [{ name: 'status', label: '办理情况', choices: [['drafted', '草稿']] }, { name: 'q', label: '标题' }] // prettier-ignore
test('an address narrows a list only by what the list knows', () => {
  expect(asked({ status: 'drafted', q: ' 防汛 ', act: 'submit' }, FILTERS)).toEqual({ status: 'drafted', q: '防汛' })
  expect(asked({ status: 'made up', q: ['a'] }, FILTERS)).toEqual({})
  expect(asked({ q: '长'.repeat(300) }, FILTERS).q).toHaveLength(100)
})
