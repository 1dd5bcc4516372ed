// @vitest-environment jsdom
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { expect, test, vi } from 'vitest'
import { createApp, type Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import StubList from '../classified/StubList.vue'
import SealUses from '../seals/SealUses.vue'

const USE = {
  ...{ id: 'u1', matter: '共建协议', seal: { id: 's', name: '北校区' }, copies: 4, document_id: null, number: null, register_number: '2026—1' },
  ...{ applicant: { id: 'a', name: '王敏' }, approved_by: { id: 'b', name: '孙立新' }, applied_at: '2026-11-30T02:00:00Z', status_name: '已用印' },
}
const STUB = {
  ...{ id: 'c1', register_number: '涉密〔2026〕1号', grade_name: '秘密', years: 10, outgoing: false, counterpart: '区机要局', number: null },
  ...{ copy_numbers: ['000003'], dated_on: '2026-11-20', custodian: { id: 'z', name: '郑国梁' }, status_name: '在管' },
}
async function open(page: Component, address: string, items: unknown[]) {
  const asked: string[] = []
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(String(path))
    return Promise.resolve(new Response(JSON.stringify({ items, next: null })))
  })
  const place = document.createElement('div')
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: {} }] })
  await router.push(address)
  createApp(page).use(router).use(VueQueryPlugin, { queryClient: new QueryClient() }).mount(place)
  await vi.waitFor(() => expect(place.querySelector('tbody td')).not.toBeNull())
  return { place, asked }
}
const cells = (place: HTMLElement) => [...place.querySelectorAll('tbody td')].map((each) => each.textContent)

test('the register of seal uses has a numbered line with a column for each fact', async () => {
  const { place } = await open(SealUses, '/seals', [USE])

  expect(cells(place)).toEqual(['1', '2026—1', '共建协议', '', '北校区', '4份', '王敏', '孙立新', '2026年11月30日', '已用印'])
  expect(place.querySelector('td a')?.getAttribute('href')).toBe('/seals/uses/u1')
})
test('the register of classified papers is a table, narrowed by what became of them', async () => {
  const { place, asked } = await open(StubList, '/registers/classified?status=held', [STUB])

  expect(cells(place)).toContain('000003')
  expect(asked.some((each) => each.includes('/classified?limit=50&status=held'))).toBe(true)
})
