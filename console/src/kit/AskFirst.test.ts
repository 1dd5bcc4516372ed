// @vitest-environment jsdom
import { expect, test, vi } from 'vitest'
import { createApp, h, nextTick } from 'vue'
import AskFirst from './AskFirst.vue'

test('what does not come back is taken away only after a question', async () => {
  const sure = vi.fn()
  const place = document.body.appendChild(document.createElement('div'))
  createApp({ render: () => h(AskFirst, { label: '删除', of: '删除附件会议通知.pdf', question: '确定删除？', onSure: sure }) }).mount(place)
  const press = async (words: string) => {
    Array.from(place.querySelectorAll('button'))
      .find((each) => each.textContent === words)
      ?.click()
    await nextTick()
    await nextTick()
  }

  await press('删除')
  expect(sure).not.toHaveBeenCalled()
  expect(document.activeElement?.textContent).toBe('返回')
  await press('返回')
  expect(place.textContent).toBe('删除')
  await press('删除')
  await press('删除')

  expect(sure).toHaveBeenCalledTimes(1)
})
test('a question that something else led to stands at once', async () => {
  const [sure, back] = [vi.fn(), vi.fn()]
  const place = document.body.appendChild(document.createElement('div'))
  createApp({
    render: () => h(AskFirst, { asked: true, label: '导入', of: '导入 Word', question: '将替换正文。', onSure: sure, onBack: back }),
  }).mount(place)
  await nextTick()

  expect(document.activeElement?.textContent).toBe('返回')
  ;(document.activeElement as HTMLElement).click()

  expect([sure.mock.calls.length, back.mock.calls.length]).toEqual([0, 1])
})
