import { expect, test } from 'vitest'
import { topicOf, TOPICS } from './topics'

/** Pages that need none: the way in, help itself, and what is shown to those who build. */
const WITHOUT = ['/', '/sign-in', '/help', '/licences', '/kit', '/registers']
const sources = import.meta.glob<string>('../*/routes.ts', { eager: true, query: '?raw', import: 'default' })
const screens = Object.values(sources)
  .flatMap((text) => [...text.matchAll(/path: '([^']+)'/g)].map((each) => (each[1] ?? '').replace(/\(.*?\)/g, '')))
  .filter((path) => !WITHOUT.includes(path))

test('every screen has its page of help, and each page its screen', () => {
  expect(screens.length).toBeGreaterThan(50)
  expect(screens.filter((path) => !TOPICS.some((each) => each.at.includes(path)))).toEqual([])
  expect(TOPICS.flatMap((each) => each.at).filter((path) => !screens.includes(path))).toEqual([])
})
test('a screen that has an address of its own has help of its own', () => {
  expect(topicOf('/documents/new')?.name).toBe('起草和修改')
  expect(topicOf('/documents/d-1')?.name).toBe('公文的办理')
  expect(topicOf('/meetings/free')?.name).toBe('找共同空闲')
  expect(topicOf('/registers/classified')?.name).toBe('涉密登记')
  expect(topicOf('/registers/outgoing')?.name).toBe('登记簿')
  expect(topicOf('/nowhere')).toBeUndefined()
  expect(new Set(TOPICS.map((each) => each.name)).size).toBe(TOPICS.length)
})
test('no line of help speaks of machines', () => {
  for (const line of TOPICS.flatMap((each) => each.lines)) expect(line.replace(/WPS|Word/g, '')).not.toMatch(/[A-Za-z]{2,}|服务器|接口|！/)
})
