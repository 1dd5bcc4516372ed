import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { OPEN, place, placeHeader } from './place'

interface Described {
  paths: Record<string, Record<string, { parameters?: { name?: string }[] }>>
}

it('names the other person exactly where the API takes it', () => {
  const described = JSON.parse(readFileSync(new URL('../../../docs/generated/openapi.json', import.meta.url), 'utf8')) as Described
  const open = Object.entries(described.paths).flatMap(([path, verbs]) =>
    Object.entries(verbs)
      .filter(([, each]) => each.parameters?.some((one) => one.name === 'In-Place-Of'))
      .map(([verb]) => `${verb.toUpperCase()} ${path}`),
  )

  expect([...OPEN].sort()).toEqual(open.sort())
})
it('says so in what is open to delegates, and nowhere else', () => {
  place.value = { id: 'east.leader', name: '林海生', until: null }

  expect(placeHeader('/api/v1/documents/d1/actions/sign', 'POST')).toEqual({ 'In-Place-Of': 'east.leader' })
  expect(placeHeader('/api/v1/me/todo?box=todo', 'GET')).toEqual({ 'In-Place-Of': 'east.leader' })
  expect(placeHeader('/api/v1/documents/d1/history', 'GET')).toEqual({ 'In-Place-Of': 'east.leader' })
  expect(placeHeader('/api/v1/me/password', 'PUT')).toEqual({})
  place.value = null
  expect(placeHeader('/api/v1/documents/d1', 'GET')).toEqual({})
})
