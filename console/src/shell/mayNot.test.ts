// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { routes } from '../features'
import { mayNot } from './mayNot'

const router = createRouter({ history: createMemoryHistory(), routes })
const refused = (path: string, roles: string[], inPlace = false) => mayNot(router.resolve(path).meta, roles, inPlace)?.by ?? ''

test('who may not send a form is told who may, before the form', () => {
  expect(refused('/meetings/new', ['clerk'])).toBe('办公室主任')
  expect(refused('/meetings/free', ['handler'])).toBe('办公室主任、领导、机要文书或者文秘')
  expect(refused('/tasks/new', ['clerk'])).toBe('办公室主任、领导或者区管理员')
  expect(refused('/incoming/new', ['director'])).toBe('机要文书')
  expect(refused('/visits/new', ['director'])).toBe('文秘')
})
test('whose form it is, and who acts in the place of another, sees the form', () => {
  for (const [path, role] of Object.entries({
    '/meetings/new': 'director',
    '/meetings/free': 'clerk',
    '/incoming/new': 'registrar',
    '/visits/new': 'clerk',
  }))
    expect(refused(path, ['handler', role])).toBe('')
  expect(refused('/meetings/new', ['clerk'], true)).toBe('')
  expect(refused('/trips/new', ['handler'])).toBe('')
})
