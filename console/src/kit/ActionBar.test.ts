// @vitest-environment jsdom
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { beforeEach, expect, test, vi } from 'vitest'
import { createApp, h, nextTick, ref } from 'vue'
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
test('a single choice is made already', async () => {
  const needs = [{ field: 'to', label: '退回环节', shape: 'text', required: true, choices: [{ code: 'draft', label: '草稿' }] }]
  shown.value = { ...record('d1'), actions: [{ ...approve, needs }] } as unknown as Shown
  const place = open()

  await begin(place)

  expect(place.querySelector('select')?.value).toBe('draft')
})
test('a step that a page asks for begins as soon as the page is there', async () => {
  const place = open('approve')
  await nextTick()
  await nextTick()
  expect(place.querySelector('textarea')).not.toBeNull()
})
