// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { createApp, type Ref } from 'vue'
import { OFFLINE } from '../api/client'
import { useRefusal } from './useRefusal'

test('that the network is away is no longer said once it is back; another refusal stays', () => {
  let refusal: Ref<string> | undefined
  const app = createApp({
    setup() {
      refusal = useRefusal()
      return () => null
    },
  })
  app.mount(document.createElement('div'))
  const after = (words: string) => {
    refusal!.value = words
    dispatchEvent(new Event('online'))
    return refusal!.value
  }

  expect(after(OFFLINE)).toBe('')
  expect(after('请填写退回理由')).toBe('请填写退回理由')
  app.unmount()
  expect(after(OFFLINE)).toBe(OFFLINE) // nothing is left behind
})
