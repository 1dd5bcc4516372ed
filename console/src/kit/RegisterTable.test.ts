// @vitest-environment jsdom
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { expect, test, vi } from 'vitest'
import { createApp, type Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import StubList from '../classified/StubList.vue'
import SealUses from '../seals/SealUses.vue'

const USE = {
  ...{ id: 'u1', matter: '共建协议', seal: { id: 's', name: '北校区' }, copies: 4, document_id: null, number: null, register_number: '2026—1' },
  ...{
    applicant: { id: 'a', name: '王敏' },
    approved_by: { id: 'b', name: '孙立新' },
    applied_at: '2026-11-30T02:00:00Z',
    created_at: '2026-11-29T02:00:00Z',
    status_name: '已用印',
  },
}
const STUB = {
  ...{ id: 'c1', register_number: '涉密〔2026〕1号', grade_name: '秘密', years: 10, outgoing: false, counterpart: '区机要局', number: null },
  ...{ copy_numbers: ['000003'], dated_on: '2026-11-20', custodian: { id: 'z', name: '郑国梁' }, status_name: '在管' },
}
async function open(page: Component, address: string, items: unknown[], later: unknown[] = []) {
  const asked: URL[] = []
  vi.stubGlobal('fetch', (path: string) => {
    const url = new URL(path, 'http://office')
    asked.push(url)
    const first = !url.searchParams.get('cursor')
    return Promise.resolve(new Response(JSON.stringify({ items: first ? items : later, next: first && later.length ? 'more' : null })))
  })
  const place = document.createElement('div')
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: {} }] })
  await router.push(address)
  createApp(page).use(router).use(VueQueryPlugin, { queryClient: new QueryClient() }).mount(place)
  await vi.waitFor(() => expect(place.querySelector('tbody td')).not.toBeNull())
  return { place, asked, router }
}
const cells = (place: HTMLElement) => [...place.querySelectorAll('tbody td')].map((each) => each.textContent)

test('the register of seal uses has a numbered line with a column for each fact', async () => {
  const { place } = await open(SealUses, '/seals', [USE])

  expect(cells(place)).toEqual(['1', '2026—1', '共建协议', '', '北校区', '4份', '王敏', '2026年11月29日', '孙立新', '2026年11月30日', '已用印'])
  expect(place.querySelector('td a')?.getAttribute('href')).toBe('/seals/uses/u1')
})
test('the register of classified papers is a table, narrowed by what became of them', async () => {
  const { place, asked } = await open(StubList, '/registers/classified?status=held&q=机要局&from=2026-11-01', [STUB])

  expect(cells(place)).toContain('000003')
  const [url] = asked.filter((each) => each.pathname === '/api/v1/classified')
  expect(Object.fromEntries(url!.searchParams)).toEqual({ limit: '50', sort: '-created', status: 'held', q: '机要局', from: '2026-11-01' })
  const file = place.querySelector<HTMLAnchorElement>('a[download]')!
  expect(file.getAttribute('href')).toBe(
    `/api/v1/registers/classified.xlsx?${new URLSearchParams({ sort: '-created', q: '机要局', status: 'held', from: '2026-11-01' }).toString()}`,
  )
})
test('a register is put in order by its heads and by a choice that the telephone has too, and says so in the address', async () => {
  const { place, router } = await open(SealUses, '/seals', [USE])

  place.querySelectorAll<HTMLButtonElement>('th .sort')[1]!.click()
  await vi.waitFor(() => expect(router.currentRoute.value.query.sort).toBe('date'))
  const labels = [...place.querySelectorAll('form label')]
  const choice = labels.find((each) => each.textContent!.startsWith('顺序'))!.querySelector('select')!
  expect(choice.value).toBe('date')
  expect([...choice.options].map((each) => each.textContent)).toContain('用印日期从后到前')
})
test('a register is leafed through with its numbers going on, and printed whole', async () => {
  const { place, asked } = await open(SealUses, '/seals', [USE], [{ ...USE, id: 'u2', matter: '第二页' }])
  const printed: number[] = []
  vi.stubGlobal('scrollTo', () => undefined)
  vi.stubGlobal('print', () => printed.push(place.querySelectorAll('tbody tr').length))
  const press = (name: string) => [...place.querySelectorAll('button')].find((each) => each.textContent === name)!.click()

  press('打印')
  await vi.waitFor(() => expect(printed).toEqual([2]))
  expect(asked.some((each) => each.searchParams.get('limit') === '100')).toBe(true)
  press('下一页')
  await vi.waitFor(() => expect(cells(place)).toContain('第二页'))
  expect(cells(place)[0]).toBe('51')
})
