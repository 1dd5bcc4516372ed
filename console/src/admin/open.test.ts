// @vitest-environment jsdom
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { beforeEach, expect, test, vi } from 'vitest'
import { createApp, nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { me, type Person } from '../api/session'
import PersonPage from './PersonPage.vue'
import { linesOf, openWith, type Left } from './open'

const LEFT: Left = {
  items: [
    { box: 'todo', label: '发文', count: 2, unit: '件' },
    { box: 'mine', label: '督办事项', count: 1, unit: '件' },
    { box: 'held', label: '保管的印章', count: 1, unit: '枚' },
    { box: 'held', label: '保管的涉密公文', count: 3, unit: '件' },
  ],
  unavailable: false,
}
const NAMED = '李娜尚有未结事项：待本人办理：发文2件；本人经办、尚未办结：督办事项1件；本人名下：保管的印章1枚、保管的涉密公文3件。'
const PERSON = {
  id: 'li', version: 3, username: 'east.registrar', name: '李娜', organ: 'east', post: '机要文书', roles: ['registrar'], active: true, acting: [],
  actions: [
    {
      code: 'leave', label: '离岗', enabled: true, tone: 'danger', confirm: '确认离岗？',
      needs: [{ field: 'comment', label: '离岗理由', shape: 'long_text', required: true }],
    },
  ],
} // prettier-ignore
const sent = vi.fn()

test('what is open is listed by how it is the person’s, with its measure word', () => {
  expect(linesOf(LEFT)).toEqual(['待本人办理：发文2件', '本人经办、尚未办结：督办事项1件', '本人名下：保管的印章1枚、保管的涉密公文3件'])
})
test('nothing is asked where nothing is open, and what could not be checked is said', () => {
  expect(openWith('李娜', { items: [], unavailable: false })).toBe('')
  expect(openWith('李娜', { items: [], unavailable: true })).toBe('部分事项暂不能核对。')
  expect(openWith('李娜', undefined)).toBe('经手未结事项暂不能核对。')
})

async function settled() {
  for (let turn = 0; turn < 20; turn++) {
    await new Promise((done) => setTimeout(done, 0))
    await nextTick()
  }
}
async function page() {
  document.body.innerHTML = '<div id="app"></div>'
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: PersonPage }, { path: '/p/:id', component: PersonPage }] }) // prettier-ignore
  await router.push('/p/li')
  createApp(PersonPage)
    .use(router)
    .use(VueQueryPlugin, { queryClient: new QueryClient({ defaultOptions: { queries: { retry: false } } }) })
    .mount('#app')
  await settled()
}
const press = async (label: string) => {
  const found = [...document.querySelectorAll('button')].filter((each) => each.textContent?.trim() === label)
  found[found.length - 1]?.click()
  await settled()
}
beforeEach(() => {
  localStorage.clear()
  sent.mockReset()
  me.value = { id: 'wu', name: '吴系统', organ: 'east', roles: ['district_admin'] } as unknown as Person
  vi.stubGlobal('fetch', (request: Request | string, options?: RequestInit) => {
    const url = typeof request === 'string' ? request : request.url
    const method = options?.method ?? (typeof request === 'string' ? 'GET' : request.method)
    if (method === 'POST') sent(url)
    const body = url.includes('/open') ? LEFT : url.includes('/people/li') ? PERSON : { items: [], next: null }
    return Promise.resolve(new Response(JSON.stringify(body), { status: 200, headers: { 'content-type': 'application/json' } }))
  })
})
test('离岗 asks with the counts by type, seals and classified papers among them', async () => {
  await page()
  await press('离岗')

  expect(document.querySelector('form[aria-label="离岗"]')?.textContent).toContain(`${NAMED}确认离岗？`)
})
test('调动 is sent only after the counts were named and it was said again', async () => {
  await page()
  await press('调动')
  const form = () => document.querySelector<HTMLFormElement>('form[aria-label="调动"]')
  const submit = async () => {
    form()?.dispatchEvent(new Event('submit', { cancelable: true }))
    await settled()
  }

  expect(form()?.textContent).not.toContain(NAMED)
  await submit()
  expect(form()?.querySelector('[role="status"].offline')?.textContent).toContain(NAMED)
  expect(sent).not.toHaveBeenCalled()
  await submit()
  expect(sent).toHaveBeenCalledOnce()
})
