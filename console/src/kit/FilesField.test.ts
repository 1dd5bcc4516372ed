// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest'
import { createApp, h, nextTick, ref } from 'vue'
import FilesField from './FilesField.vue'

const files = ref<{ id: string; name: string }[]>([])
function opened() {
  const place = document.createElement('div')
  createApp({
    render: () =>
      h(FilesField, {
        label: '佐证文件',
        path: '/api/v1/tasks/t1/evidence',
        modelValue: files.value,
        'onUpdate:modelValue': (now) => (files.value = now),
      }),
  }).mount(place)
  return place
}
async function choose(place: HTMLElement, ...chosen: File[]) {
  const input = place.querySelector('input') as HTMLInputElement
  Object.defineProperty(input, 'files', { value: chosen, configurable: true })
  input.dispatchEvent(new Event('change'))
  for (let turn = 0; turn < 20; turn++) await nextTick()
  await new Promise((resolve) => setTimeout(resolve))
}
afterEach(() => {
  files.value = []
  vi.unstubAllGlobals()
})
test('what is chosen is sent at once under its name, and the step names it by its id', async () => {
  const sent = vi.fn<(path: string, init: RequestInit) => Promise<Response>>(() =>
    Promise.resolve(new Response(JSON.stringify({ id: 'f1', name: '现场 1.jpg' }), { status: 201 })),
  )
  vi.stubGlobal('fetch', sent)
  const place = opened()

  await choose(place, new File(['x'], '现场 1.jpg'))

  expect(sent.mock.calls[0]?.[0]).toBe(`/api/v1/tasks/t1/evidence?name=${encodeURIComponent('现场 1.jpg')}`)
  expect(files.value).toEqual([{ id: 'f1', name: '现场 1.jpg' }])
  place.querySelector<HTMLElement>('[aria-label="移除现场 1.jpg"]')?.click()
  expect(files.value).toEqual([])
})
test('one that is refused is named with the reason, and the others are taken', async () => {
  vi.stubGlobal('fetch', (path: string) =>
    Promise.resolve(
      path.includes('big')
        ? new Response(JSON.stringify({ code: 'too_large', detail: '文件超过8 MB。' }), { status: 413 })
        : new Response(JSON.stringify({ id: 'f2', name: 'small.jpg' }), { status: 201 }),
    ),
  )
  const place = opened()

  await choose(place, new File(['x'], 'big.jpg'), new File(['x'], 'small.jpg'))

  expect(place.querySelector('[role=alert]')?.textContent).toContain('big.jpg：文件超过8 MB。')
  expect(files.value.map((each) => each.id)).toEqual(['f2'])
})
