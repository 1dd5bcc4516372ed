import { expect, test } from 'vitest'
import type { Person } from './directory'
import { ordered } from './order'

const person = (name: string, organ: string, post: string, role: string) => ({ name, username: name, organ, post, roles: [role] }) as Person
const PEOPLE = [
  person('周正国', 'west', '副校长', 'leader'),
  person('林海生', 'east', '教师', 'handler'),
  person('陈晓东', 'east', '干事', 'clerk'),
  person('安丽', 'east', '教师', 'handler'),
  person('王建国', 'east', '校长', 'leader'),
]
const names = (found: Person[]) => found.map((each) => each.name)

test('people are listed by organ, then by post, then by name', () => {
  expect(names(ordered(PEOPLE, ['east', 'west'], 'organ', false))).toEqual(['王建国', '陈晓东', '安丽', '林海生', '周正国'])
})
test('a heading sorts by its column, and turns round when it is pressed again', () => {
  expect(names(ordered(PEOPLE, ['east', 'west'], 'username', false))[0]).toBe('安丽')
  expect(names(ordered(PEOPLE, ['east', 'west'], 'username', true))[0]).toBe('周正国')
})
