// @vitest-environment jsdom
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { beforeEach, expect, test, vi } from 'vitest'
import { createApp, h, nextTick, reactive } from 'vue'
import EnrolledList from './EnrolledList.vue'

const action = (code: string) => ({ code, enabled: true })
const enrolled = (id: string, attended = false) => ({
  person: { id, name: { he: '何伟民', zhou: '周正国', lin: '林海生' }[id] ?? id },
  organ: 'east',
  at: '2026-11-20T01:00:00Z',
  attended_at: attended ? '2026-11-23T01:00:00Z' : null,
  corrected_why: null,
})
let sent: { path: string; body: Record<string, string> }[]
let course: { enrolments: ReturnType<typeof enrolled>[]; [more: string]: unknown }
let place: HTMLElement
const settled = async () => {
  for (let turn = 0; turn < 12; turn += 1) await new Promise((then) => setTimeout(then, 1))
  await nextTick()
}
const button = (words: string) => [...place.querySelectorAll('button')].find((each) => (each.textContent ?? '').trim().startsWith(words))
async function press(words: string) {
  const found = button(words)
  found?.focus()
  found?.click()
  await settled()
}
beforeEach(() => {
  sent = []
  course = reactive({
    hours: 4,
    actions: [action('attend'), action('correct')],
    enrolments: [enrolled('he', true), enrolled('zhou'), enrolled('lin')],
  })
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const body = JSON.parse(String(init.body)) as Record<string, string>
    sent.push({ path, body })
    if (body.person === 'lin') return new Response(JSON.stringify({ detail: '网络繁忙' }), { status: 503 })
    for (const each of course.enrolments)
      if (each.person.id === body.person) each.attended_at = path.endsWith('/attendance') ? '2026-11-23T02:00:00Z' : null
    return new Response('{}')
  })
  place = document.createElement('div')
  document.body.replaceChildren(place)
  createApp({ render: () => h(EnrolledList, { course: course as never, path: '/api/v1/courses/c1' }) })
    .use(VueQueryPlugin, { queryClient: new QueryClient() })
    .mount(place)
})

test('a roll is registered at once, and what was refused of it stays ticked and said', async () => {
  place.querySelector<HTMLInputElement>('label.tick input')?.click()
  await settled()
  await press('登记出勤（2人）')
  await press('登记出勤（2人）')

  expect(sent.map((each) => each.body.person)).toEqual(['zhou', 'lin'])
  expect(place.querySelector('[role="status"]')?.textContent).toBe('已登记出勤1人：周正国')
  expect(place.querySelector('[role="alert"]')?.textContent).toContain('林海生：网络繁忙')
  const left = [...place.querySelectorAll<HTMLInputElement>('input[name="person"]')]
  expect(left.map((each) => [each.value, each.checked])).toEqual([['lin', true]])
  expect(document.activeElement).toBe(left[0])
})
test('the last attendance leaves the focus with what was said of it', async () => {
  course.enrolments = [enrolled('zhou')]
  await settled()
  place.querySelector<HTMLInputElement>('input[value="zhou"]')?.click()
  await settled()
  await press('登记出勤（1人）')
  await press('登记出勤（1人）')

  expect(document.activeElement?.textContent).toBe('已登记出勤1人：周正国')
})
test('a correction takes the focus into its form, back to its button, and on to the person once it is done', async () => {
  await press('冲正')
  expect(document.activeElement?.closest('label')?.textContent).toBe('冲正理由')
  await press('返回')
  expect(document.activeElement?.getAttribute('aria-label')).toBe('冲正：何伟民')

  await press('冲正')
  const field = document.activeElement as HTMLInputElement
  field.value = '未到场'
  field.dispatchEvent(new Event('input'))
  await settled()
  await press('确认冲正')

  expect(sent[0]?.body).toEqual({ person: 'he', comment: '未到场' })
  expect(place.querySelector('[role="status"]')?.textContent).toContain('已冲正何伟民的出勤')
  expect((document.activeElement as HTMLInputElement).value).toBe('he')
})
