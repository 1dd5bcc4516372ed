// @vitest-environment jsdom
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { beforeEach, expect, test, vi } from 'vitest'
import { createApp, nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { me, type Person } from '../api/session'
import VolumePage from './VolumePage.vue'

const action = (code: string, label: string, confirm?: string) => ({ code, label, enabled: true, primary: false, tone: 'normal', needs: [], confirm })
const PIECES = [
  { id: 'k9', line: 'incoming', title: '关于读书节的函', number: '社函〔2025〕12号', dated_on: '2025-05-02' },
  { id: 'a1', line: 'incoming', title: '关于防汛的函', number: '社函〔2025〕2号', dated_on: '2025-03-01' },
  { id: 'c3', line: 'outgoing', title: '关于放假的通知', number: '东发〔2025〕1号', dated_on: '2025-04-01' },
]
let volume: Record<string, unknown>
let sent: { path: string; body: Record<string, unknown> }[]
function answers(path: string, init: RequestInit = {}): unknown {
  if (init.method === 'POST') {
    const body = JSON.parse(String(init.body)) as { pieces: { piece: string }[] }
    sent.push({ path, body })
    const problem = {
      status: 422,
      code: 'not_finished',
      detail: '不符合有关规定',
      errors: [{ field: 'piece', message: '该件尚未办结，请办结后归档' }],
    }
    return {
      items: body.pieces.map(({ piece }) => ({ id: 'east.2025', status: 200, volume: null, problem: piece === 'k9' ? problem : null })),
      next: null,
    }
  }
  if (path.endsWith('/unfiled')) return { items: PIECES, due_on: '2026-06-30', late: true }
  if (path.endsWith('/volumes/east.2025')) return volume
  return { items: [], next: null }
}
async function settled() {
  for (let turn = 0; turn < 12; turn += 1) await new Promise((then) => setTimeout(then, 2))
  await nextTick()
}
async function open(): Promise<HTMLElement> {
  const place = document.createElement('div')
  document.body.replaceChildren(place)
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/:rest(.*)*', component: {} },
      { path: '/archive/volumes/:id', component: VolumePage },
    ],
  })
  await router.push('/archive/volumes/east.2025')
  createApp(VolumePage).use(router).use(VueQueryPlugin, { queryClient: new QueryClient() }).mount(place)
  await settled()
  return place
}
const offered = (place: HTMLElement) => [
  ...place.querySelectorAll<HTMLInputElement>('[aria-label="归档"] input[name="piece"], [aria-label="补充归档"] input[name="piece"]'),
]
beforeEach(() => {
  localStorage.clear()
  sent = []
  me.value = { id: 'qian', name: '钱慧芳', organ: 'east', roles: ['registrar'] } as unknown as Person
  volume = {
    id: 'east.2025',
    version: 4,
    year: 2025,
    fonds: '0123',
    organ: { id: 'east', name: '东校区' },
    pieces: {},
    status: 'open',
    status_name: '归档中',
    stage_name: '',
    closed_on: null,
    actions: [action('file', '归档')],
  }
  vi.stubGlobal('fetch', (path: string, init?: RequestInit) =>
    Promise.resolve(new Response(JSON.stringify(answers(String(path), init)), { status: 200 })),
  )
})

test('what is not filed stands by date, each with a link to the piece', async () => {
  const place = await open()

  expect(offered(place).map((each) => each.value)).toEqual(['a1', 'c3', 'k9'])
  const links = [...place.querySelectorAll('form[aria-label="归档"] a')].map((each) => each.getAttribute('href'))
  expect(links).toEqual(['/incoming/a1', '/documents/c3', '/incoming/k9'])
  expect(place.textContent).toContain('2026年6月30日前归档')
})
test('several are filed at once; a refused one stays with its reason, and the focus is on what became of them', async () => {
  const place = await open()
  for (const each of offered(place)) {
    each.click()
    await nextTick()
  }
  const issue = place.querySelector<HTMLInputElement>('input[name="issue"]') as HTMLInputElement
  issue.value = '办公室'
  issue.dispatchEvent(new Event('input'))
  await nextTick()
  place.querySelector('form[aria-label="归档"]')?.dispatchEvent(new Event('submit'))
  await settled()

  expect(sent.map((each) => [each.path, each.body.action, (each.body.pieces as unknown[]).length])).toEqual([['/api/v1/archive/filings', 'file', 3]])
  const told = place.querySelector('[role="status"].told')
  expect(told?.textContent).toContain('已归档2件')
  expect(told?.textContent).toContain('社函〔2025〕12号 关于读书节的函：该件尚未办结，请办结后归档')
  expect(document.activeElement).toBe(told)
})
test('a late piece is filed in a closed year as a supplement', async () => {
  volume = { ...volume, status: 'closed', status_name: '归档完毕', closed_on: '2026-06-01', actions: [action('supplement', '补充归档')] }
  const place = await open()

  expect(place.querySelector('form[aria-label="补充归档"] button.primary')?.textContent).toContain('补充归档')
  expect(offered(place)).toHaveLength(3)
})
test('closing a year says how many pieces are not filed', async () => {
  me.value = { id: 'zhou', name: '周正国', organ: 'east', roles: ['director'] } as unknown as Person
  volume = { ...volume, actions: [action('close', '归档完毕', '归档完毕后，迟到的文件只能补充归档。')] }
  const place = await open()
  place.querySelector<HTMLElement>('[data-step="close"]')?.click()
  await nextTick()

  expect(place.querySelector('form[aria-label="归档完毕"]')?.textContent).toContain('尚有3件未归档')
})
