// @vitest-environment jsdom
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { expect, test, vi } from 'vitest'
import { createApp, h } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { place } from '../api/place'
import { me, type Person } from '../api/session'
import ForPost from './ForPost.vue'

const PAGES = import.meta.glob<string>('../**/*.vue', { query: '?raw', import: 'default', eager: true })
async function shownTo(...roles: string[]): Promise<string> {
  me.value = { id: 'chen', name: '陈晓东', organ: 'east', roles } as unknown as Person
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ items: [{ id: 'zhou', name: '周正国' }], next: null })))
  const root = document.createElement('div')
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: {} }] })
  const about = { what: '安排会议', of: ['director'], by: '办公室主任', back: '/meetings' }
  createApp({ render: () => h(ForPost, about, () => h('form')) })
    .use(router)
    .use(VueQueryPlugin, { queryClient: new QueryClient() })
    .mount(root)
  for (let turn = 0; turn < 8; turn += 1) await new Promise((then) => setTimeout(then, 2))
  return root.querySelector('form') ? 'form' : (root.querySelector('[role="status"]')?.textContent?.trim() ?? '')
}

test('who may not send a form is told whom to ask, before the form', async () => {
  expect(await shownTo('clerk')).toBe('安排会议由办公室主任办理，请向周正国提出。')
  expect(await shownTo('handler', 'director')).toBe('form')
})
test('in the place of another the form is shown, and the server judges', async () => {
  place.value = { id: 'zhou', name: '周正国' } as never

  expect(await shownTo('clerk')).toBe('form')
  place.value = null
})
test('each page that is the form of a post says whose it is', () => {
  const owned = Object.entries(PAGES).filter(([, source]) => source.includes('<ForPost'))

  expect(owned.map(([path]) => path.replace('../', '')).sort()).toEqual([
    'incoming/EnterPage.vue',
    'meetings/FreeTimes.vue',
    'meetings/MeetingForm.vue',
    'tasks/TaskForm.vue',
    'visits/VisitForm.vue',
  ])
})
