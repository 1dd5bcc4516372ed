import { expect, test } from 'vitest'
import { topicOf, TOPICS } from './topics'

test('every place of the navigation has its page of help, and once only', () => {
  const sources = import.meta.glob<string>('../*/routes.ts', { eager: true, query: '?raw', import: 'default' })
  const places = Object.values(sources)
    .flatMap((text) => [...text.matchAll(/label: '([^']+)', to: '\/([a-z-]+)/g)].map((each) => [each[1], each[2]] as const))
    .filter(([, to]) => to !== 'help')
  expect(places.filter(([, to]) => !topicOf(`/${to}`)).map(([label]) => label)).toEqual([])
  expect(new Set(TOPICS.map((each) => each.at)).size).toBe(TOPICS.length)
})
test('no line of help speaks of machines', () => {
  for (const line of TOPICS.flatMap((each) => each.lines)) expect(line.replace(/WPS|Word/g, '')).not.toMatch(/[A-Za-z]{2,}|服务器|接口|！/)
})
