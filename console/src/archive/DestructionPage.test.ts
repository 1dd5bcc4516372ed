// @vitest-environment jsdom
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { expect, test, vi } from 'vitest'
import { createApp } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import DestructionPage from './DestructionPage.vue'

const PIECE = { id: 'd1', line: 'outgoing', code: '0123-WS·2014-D10-办公室-0001', title: '关于安全的通知', number: '东发〔2014〕1号' }
const LIST = {
  ...{ id: 'x', version: 2, year: 2014, organ: 'east', volume: 'east.2014', status: 'approved', status_name: '待监销', stage_name: '', actions: [] },
  ...{ created_at: '2026-11-20T02:00:00Z', updated_at: '2026-11-20T02:00:00Z', destroyed_on: null, witnesses: [] },
  proposer: { id: 'q', name: '钱慧芳' },
  approved_by: { id: 's', name: '孙立新' },
  approved_on: '2026-11-21',
  pieces: [{ ...PIECE, author: '东校区', dated_on: '2014-05-04', retention_name: '10年' }],
}
test('whoever destroys reads what it is, who listed and who approved it, and what was done', async () => {
  const history = {
    items: [{ version: 1, action: 'propose', label: '编制清册', by: { name: '钱慧芳' }, at: LIST.created_at, comment: '' }],
    next: null,
  }
  vi.stubGlobal('fetch', (path: string) => Promise.resolve(new Response(JSON.stringify(String(path).includes('/history') ? history : LIST))))
  const place = document.createElement('div')
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/archive/destructions/:id', component: {} },
      { path: '/:rest(.*)*', component: {} },
    ],
  })
  await router.push('/archive/destructions/x')
  createApp(DestructionPage).use(router).use(VueQueryPlugin, { queryClient: new QueryClient() }).mount(place)
  await vi.waitFor(() => expect(place.textContent).toContain('编制清册'))

  for (const words of ['关于安全的通知', '东发〔2014〕1号', '2014年5月4日', '10年', '钱慧芳，2026年11月20日', '孙立新，2026年11月21日', '打印'])
    expect(place.textContent).toContain(words)
  expect(place.querySelector('td a')?.getAttribute('href')).toBe('/documents/d1')
  expect(place.querySelector('a[download]')?.getAttribute('href')).toBe('/api/v1/archive/destructions/x/list.xlsx')
})
