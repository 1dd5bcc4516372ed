// A Word file brought into the draft on the page: asked about before it takes the place of what is there, and taken back.
import { shallowRef, type Ref } from 'vue'
import { freshKey } from '../api/client'
import { proof } from '../api/proof'
import { misnamed } from '../kit/files'
import { answer, read } from '../kit/record'
import type { Draft } from './draft'
import { bringIn, taken, takenBack, type Brought, type Imported, type Organ } from './imported'
import { useRefusal } from '../kit/useRefusal'

const find = (name: string) =>
  read<{ items: Organ[] }>(`/api/v1/organs?limit=20&q=${encodeURIComponent(name.slice(0, 60))}`).then((page) => page.items)

export function useImport(draft: Ref<Draft>) {
  /** What was read of the file and not yet taken, since it would take the place of something. */
  const waiting = shallowRef<Brought | null>(null)
  const done = shallowRef<Brought | null>(null)
  const refusal = useRefusal()
  function take(brought: Brought) {
    draft.value = taken(brought, draft.value)
    waiting.value = null
    done.value = brought
  }
  async function bring(event: Event) {
    const input = event.target as HTMLInputElement
    const file = input.files?.[0]
    if (!file) return
    refusal.value = ''
    waiting.value = done.value = null
    try {
      const wrong = await misnamed(file)
      if (wrong) throw new Error(wrong)
      const headers = { 'Content-Type': 'application/octet-stream', ...proof(), 'Idempotency-Key': freshKey() }
      const response = await answer('/api/v1/documents/import', { method: 'POST', headers, body: file })
      const brought = await bringIn(draft.value, (await response.json()) as Imported, find)
      if (brought.replaced.length) waiting.value = brought
      else take(brought)
    } catch (error) {
      refusal.value = (error as Error).message
    }
    input.value = ''
  }
  function back() {
    if (!done.value) return
    draft.value = takenBack(done.value, draft.value)
    done.value = null
  }
  return { waiting, done, refusal, bring, take, back }
}
