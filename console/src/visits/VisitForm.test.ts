// @vitest-environment jsdom
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { expect, test, vi } from 'vitest'
import { createApp, nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { me, type Person } from '../api/session'
import VisitForm from './VisitForm.vue'

const VISIT = {
  id: 'v1',
  version: 3,
  status: 'approved',
  status_name: '已批准',
  organ: { id: 'east', name: '东校区' },
  letter: null,
  room: 'east-101',
  starts_at: '2026-12-01T01:00:00Z',
  ends_at: '2026-12-01T02:00:00Z',
  meals: [],
  actions: [],
}
async function opened(actions: unknown[]): Promise<HTMLElement> {
  me.value = { id: 'chen', name: '陈晓东', organ: 'east', roles: ['clerk'] } as unknown as Person
  vi.stubGlobal(
    'fetch',
    async (path: string) => new Response(JSON.stringify(path.endsWith('/visits/v1') ? { ...VISIT, actions } : { items: [], next: null })),
  )
  const place = document.createElement('div')
  document.body.replaceChildren(place)
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/visits/:id/edit', component: VisitForm },
      { path: '/:rest(.*)*', component: {} },
    ],
  })
  await router.push('/visits/v1/edit')
  createApp(VisitForm).use(router).use(VueQueryPlugin, { queryClient: new QueryClient() }).mount(place)
  for (let turn = 0; turn < 12; turn += 1) await new Promise((then) => setTimeout(then, 2))
  await nextTick()
  return place
}

test('a visit that is not to be changed any more, or not by the reader, says so in the place of its form', async () => {
  const place = await opened([])

  expect(place.querySelector('form')).toBeNull()
  expect(place.querySelector('[role="status"].card')?.textContent).toContain('该接待已批准。方案由东校区文秘在报批以前或者退回以后修改。')
})
test('a visit that may be changed has its form', async () => {
  expect((await opened([{ code: 'revise', enabled: true }])).querySelector('form')).not.toBeNull()
})
