// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { routes } from '../features'
import { DOINGS } from './doings'
import { mayNot } from './mayNot'

const router = createRouter({ history: createMemoryHistory(), routes })
const refused = (path: string, roles: string[], inPlace = false) => mayNot(router.resolve(path).meta, roles, inPlace)

test('every form that belongs to a post says what it is for, and whose it is', () => {
  const owned = routes.filter((each) => each.meta?.of).map((each) => each.path)

  expect(owned.length).toBe(5)
  expect(Object.keys(DOINGS).sort()).toEqual(owned.sort())
})
test('who may not send a form is told so before the form', () => {
  expect(refused('/meetings/new', ['clerk'])).toBe(true)
  expect(refused('/meetings/free', ['handler'])).toBe(true)
  expect(refused('/tasks/new', ['clerk'])).toBe(true)
  expect(refused('/incoming/new', ['director'])).toBe(true)
  expect(refused('/visits/new', ['director'])).toBe(true)
})
test('whose form it is, and who acts in the place of another, sees the form', () => {
  const owners = {
    '/meetings/new': 'director',
    '/meetings/free': 'clerk',
    '/tasks/new': 'leader',
    '/incoming/new': 'registrar',
    '/visits/new': 'clerk',
  }
  for (const [path, role] of Object.entries(owners)) expect(refused(path, ['handler', role])).toBe(false)
  expect(refused('/meetings/new', ['clerk'], true)).toBe(false)
  expect(refused('/trips/new', ['handler'])).toBe(false)
})
