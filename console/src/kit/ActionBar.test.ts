// @vitest-environment jsdom
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { beforeEach, expect, test, vi } from 'vitest'
import { createApp, h, nextTick, ref } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { me, type Person } from '../api/session'
import ActionBar from './ActionBar.vue'
import type { Shown } from './record'

const approve = {
  code: 'approve',
  label: '审核',
  enabled: true,
  primary: true,
  tone: 'normal',
  needs: [{ field: 'comment', label: '意见', shape: 'long_text', required: false }],
}
const record = (id: string) => ({ id, version: 1, title: id, status_name: '', actions: [approve] }) as unknown as Shown
const shown = ref(record('d1'))
function open(begin = ''): HTMLElement {
  const place = document.createElement('div')
  const app = createApp({ render: () => h(ActionBar, { record: shown.value, api: '/api/v1/documents', begin }) })
  app.use(VueQueryPlugin, { queryClient: new QueryClient({ defaultOptions: { queries: { enabled: false } } }) }).mount(place)
  return place
}
async function begin(place: HTMLElement): Promise<HTMLTextAreaElement> {
  place.querySelector<HTMLElement>('[data-step="approve"]')?.click()
  await nextTick()
  await nextTick()
  return place.querySelector('textarea') as HTMLTextAreaElement
}
async function type(field: HTMLTextAreaElement, words: string) {
  field.value = words
  field.dispatchEvent(new Event('input'))
  await nextTick()
}
beforeEach(() => {
  localStorage.clear()
  vi.stubGlobal('fetch', () => new Promise(() => undefined))
  me.value = { id: 'zhou', name: '周正国', organ: 'east', roles: ['director'] } as unknown as Person
  shown.value = record('d1')
})

test('an opinion stays with the record it was typed for, and is not carried to the next', async () => {
  const place = open()
  await type(await begin(place), '只说第一件')

  shown.value = record('d2')
  await nextTick()
  expect(place.querySelector('textarea')).toBeNull()
  const second = await begin(place)
  expect(second.value).toBe('')

  shown.value = record('d1')
  await nextTick()
  expect((await begin(place)).value).toBe('只说第一件')
})
test('what one person typed is not shown to the next who signs in', async () => {
  await type(await begin(open()), '周正国的意见')
  shown.value = record('d3')
  me.value = { ...(me.value as Person), id: 'lin' }
  shown.value = record('d1')

  expect((await begin(open())).value).toBe('')
})
test('a single choice is made already, and not asked', async () => {
  const needs = [{ field: 'to', label: '退回环节', shape: 'text', required: true, choices: [{ code: 'draft', label: '草稿' }] }, ...approve.needs]
  shown.value = { ...record('d1'), actions: [{ ...approve, needs }] } as unknown as Shown
  const sent = vi.fn<(path: string, init: RequestInit) => Promise<Response>>(() => new Promise(() => undefined))
  vi.stubGlobal('fetch', sent)
  const place = open()

  await begin(place)
  expect(place.querySelector('select')).toBeNull()
  place.querySelector('form')?.dispatchEvent(new Event('submit'))
  await nextTick()

  const asked = sent.mock.calls.find(([path]) => String(path).includes('/actions/'))
  expect(JSON.parse(String(asked?.[1].body))).toEqual({ to: 'draft' })
})
test('a step that a page asks for begins as soon as the page is there, with its single choices made', async () => {
  const needs = [{ field: 'to', label: '退回环节', shape: 'text', required: true, choices: [{ code: 'draft', label: '草稿' }] }, ...approve.needs]
  shown.value = { ...record('d1'), actions: [{ ...approve, needs }] } as unknown as Shown
  const refused: unknown[] = []
  const note = (reason: unknown) => refused.push(reason)
  process.on('unhandledRejection', note)

  const place = open('approve')
  await nextTick()
  await nextTick()
  await new Promise((then) => setTimeout(then))

  process.off('unhandledRejection', note)
  expect(place.querySelector('textarea')).not.toBeNull()
  expect(refused).toEqual([])
})
test('what was refused is not said any more once the record has moved on', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ detail: '系统暂时无法完成' }), { status: 503 })))
  const place = open()
  await begin(place)
  place.querySelector('form')?.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(place.querySelector('[role=alert]')?.textContent).toBe('系统暂时无法完成'))

  shown.value = { ...record('d1'), version: 2 }
  await nextTick()

  expect(place.querySelector('[role=alert]')).toBeNull()
})
test('that somebody else was first stays said when the newer record comes, and what was typed stays', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ detail: '该件已更新，请刷新后再办。' }), { status: 412 })))
  const place = open()
  await type(await begin(place), '同意')
  place.querySelector('form')?.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(place.querySelector('[role=alert]')?.textContent).toContain('审核尚未提交'))

  shown.value = { ...record('d1'), version: 2 }
  await nextTick()

  expect(place.querySelector('[role=alert]')?.textContent).toContain('请核对后再次审核')
  expect(place.querySelector('textarea')?.value).toBe('同意')
})
test('a doubt that was shown is of what was said then, and is not confirmed of something else', async () => {
  const sent = vi.fn<(path: string, init: RequestInit) => Promise<Response>>((path) =>
    String(path).includes('/actions/')
      ? Promise.resolve(new Response(JSON.stringify({ code: 'confirmation_needed', warnings: [{ message: '意见过短' }] }), { status: 422 }))
      : new Promise(() => undefined),
  )
  vi.stubGlobal('fetch', sent)
  const place = open()
  const field = await begin(place)
  await type(field, '同意')
  place.querySelector('form')?.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(place.textContent).toContain('意见过短'))

  await type(place.querySelector('textarea') as HTMLTextAreaElement, '不同意')
  await nextTick()

  expect(place.textContent).not.toContain('意见过短')
})
test('a form begins with what the record says of its fields', async () => {
  const needs = [
    { field: 'handler', label: '承办人', shape: 'person', required: true, value: [{ id: 'feng', name: '冯志强' }] },
    { field: 'due_on', label: '办理时限', shape: 'date', required: true, value: '2026-12-01' },
    { field: 'urger', label: '催办人', shape: 'person', required: false, value: [] },
  ]
  shown.value = { ...record('d1'), actions: [{ ...approve, needs }] } as unknown as Shown
  const sent = vi.fn<(path: string, init: RequestInit) => Promise<Response>>(() => new Promise(() => undefined))
  vi.stubGlobal('fetch', sent)
  const place = open()

  await begin(place)
  place.querySelector('form')?.dispatchEvent(new Event('submit'))
  await nextTick()

  const asked = sent.mock.calls.find(([path]) => String(path).includes('/actions/'))
  expect(JSON.parse(String(asked?.[1].body))).toEqual({ handler: 'feng', due_on: '2026-12-01' })
})
test('words that a field began with and that were deleted are sent as empty, others are left out', async () => {
  const needs = [
    { field: 'body', label: '内容摘录', shape: 'long_text', required: false, value: '请支持。' },
    { field: 'text', label: '要求', shape: 'long_text', required: false, value: '' },
  ]
  shown.value = { ...record('d1'), actions: [{ ...approve, needs }] } as unknown as Shown
  const sent = vi.fn<(path: string, init: RequestInit) => Promise<Response>>(() => new Promise(() => undefined))
  vi.stubGlobal('fetch', sent)
  const place = open()

  await begin(place)
  const field = place.querySelector('textarea')
  if (field) field.value = ''
  field?.dispatchEvent(new Event('input'))
  place.querySelector('form')?.dispatchEvent(new Event('submit'))
  await nextTick()

  const asked = sent.mock.calls.find(([path]) => String(path).includes('/actions/'))
  expect(JSON.parse(String(asked?.[1].body))).toEqual({ body: '' })
})
test('a step that undoes nobody else’s is taken whatever the others did meanwhile', async () => {
  const versionSent = async (together: boolean) => {
    shown.value = { ...record('d1'), actions: [{ ...approve, needs: [], together }] } as unknown as Shown
    const sent = vi.fn<(path: string, init: RequestInit) => Promise<Response>>(() => new Promise(() => undefined))
    vi.stubGlobal('fetch', sent)
    open().querySelector<HTMLElement>('[data-step="approve"]')?.click()
    await nextTick()
    return (sent.mock.calls.find(([path]) => String(path).includes('/actions/'))?.[1].headers as Record<string, string>)['If-Match']
  }

  expect([await versionSent(false), await versionSent(true)]).toEqual(['"1"', undefined])
})
test('a step with a route of its own is a link to the record’s page, where it has its form', async () => {
  shown.value = { ...record('v1'), actions: [{ ...approve, code: 'take_paper', label: '领票', needs: [], elsewhere: true }] } as unknown as Shown
  const place = document.createElement('div')
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:any(.*)*', component: () => null }] })
  createApp({ render: () => h(ActionBar, { record: shown.value, api: '/api/v1/votes', page: '/votes/v1' }) })
    .use(VueQueryPlugin, { queryClient: new QueryClient() })
    .use(router)
    .mount(place)

  expect([place.querySelector('button'), place.querySelector('a')?.getAttribute('href')]).toEqual([null, '/votes/v1'])
})
test('a change that names its fields is offered; one that has a page of its own is not', async () => {
  const words = { ...approve, code: 'revise', label: '修改记录', needs: [{ field: 'record', label: '会议记录', shape: 'long_text', required: true }] }
  shown.value = { ...record('d1'), actions: [words] } as unknown as Shown
  const place = open()
  expect(place.textContent).toContain('修改记录')

  shown.value = { ...record('d1'), actions: [{ ...words, needs: [] }] } as unknown as Shown
  await nextTick()

  expect(place.textContent).not.toContain('修改记录')
})
test('a form that begins with somebody who need not be named does not open the list of names over its buttons', async () => {
  const needs = (required: boolean) => [{ field: 'person', label: '催办对象', shape: 'person', required }]
  const focused = async (required: boolean) => {
    shown.value = { ...record('d1'), actions: [{ ...approve, label: '催办', needs: needs(required) }] } as unknown as Shown
    const place = open()
    document.body.append(place)
    place.querySelector<HTMLElement>('[data-step="approve"]')?.click()
    await nextTick()
    await nextTick()
    const name = document.activeElement?.tagName
    place.remove()
    return name
  }

  expect([await focused(false), await focused(true)]).toEqual(['BUTTON', 'INPUT'])
})
test('a step with a form of the page is left to the page', async () => {
  const taken: string[] = []
  const place = document.createElement('div')
  createApp({
    render: () => h(ActionBar, { record: record('d1'), api: '/api/v1/tasks', own: ['approve'], onOwn: (code: string) => taken.push(code) }),
  })
    .use(VueQueryPlugin, { queryClient: new QueryClient() })
    .mount(place)
  place.querySelector<HTMLElement>('[data-step="approve"]')?.click()
  await nextTick()

  expect([taken, place.querySelector('form')]).toEqual([['approve'], null])
})
test('a step that was taken is said, and the focus stays beside the next one', async () => {
  vi.stubGlobal('fetch', (path: string) =>
    String(path).includes('/actions/') ? Promise.resolve(new Response(JSON.stringify(record('d1')), { status: 200 })) : new Promise(() => undefined),
  )
  const place = open()
  document.body.replaceChildren(place)
  await begin(place)
  place.querySelector('form')?.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(place.querySelector('[role=status]')?.textContent).toBe('“审核”办理完成'))

  shown.value = { ...record('d1'), version: 2, actions: [] } as unknown as Shown
  for (let tick = 0; tick < 5; tick += 1) await nextTick()
  expect(document.activeElement?.textContent).toBe('“审核”办理完成')
  shown.value = record('d2')
  await nextTick()
  expect(place.textContent).not.toContain('办理完成')
})
