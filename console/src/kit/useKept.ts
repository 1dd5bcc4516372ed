// A form whose content outlives the tab, the network and the session: kept while typed, offered to whoever comes back to it.
import { onBeforeUnmount, onMounted, ref, shallowRef, watch } from 'vue'
import { Autosave, forget, newSlot, typedBefore, type Kept } from './autosave'

export interface Offer<T> extends Kept {
  content: T
  title: string
}
interface Form<T> {
  /** The kind of form; each new one has a slot of its own. */
  kind: string
  /** The slot of a record that is changed: it has one only. */
  slot?: string
  read: () => T
  write: (content: T) => void
  /** What was kept, as the form takes it; null where it cannot be read. */
  parse?: (text: string) => T | null
  /** What tells one offer from another. */
  title?: (content: T) => string
}
/** Lay what was kept over an empty form, so that fields of a newer form have their empty values. */
export function onto<T extends object>(empty: T, text: string): T | null {
  try {
    const found = JSON.parse(text) as Partial<T> | null
    if (!found || typeof found !== 'object') return null
    return Object.fromEntries(Object.entries(empty).map(([name, value]) => [name, found[name as keyof T] ?? value])) as T
  } catch {
    return null
  }
}
export function useKept<T extends object>(form: Form<T>) {
  const saved = ref('')
  const offers = shallowRef<Offer<T>[]>([])
  const open = (slot: string) =>
    new Autosave(slot, (word) => {
      saved.value = word
    })
  let autosave = open(form.slot ?? newSlot(form.kind))
  const written = () => JSON.stringify(form.read())
  const empty = JSON.parse(written()) as T
  const parse = form.parse ?? ((text: string) => onto(empty, text))
  const fits = (slot: string) => (form.slot ? slot === form.slot : slot.startsWith(`${form.kind}-`) && slot !== autosave.slot)
  let known = written()
  let ready = false
  /** Take what the form holds now as untouched; `base` is the version of the record that it shows. */
  function settle(base: number | null = null): void {
    known = written()
    autosave.base = base
    ready = true
  }
  /** Offer what was left, and keep what is typed from now on. */
  async function begin(base: number | null = null): Promise<void> {
    settle(base)
    const untouched = known
    const found = await typedBefore(fits)
    offers.value = found.flatMap((kept) => {
      const content = kept.text === untouched ? null : parse(kept.text)
      return content ? [{ ...kept, content, title: form.title?.(content) ?? '' }] : []
    })
  }
  watch(
    form.read,
    () => {
      const text = written()
      if (!ready || text === known) return
      known = text
      autosave.keep(text)
    },
    { deep: true },
  )
  function restore(offer: Offer<T>): void {
    if (offer.slot !== autosave.slot) {
      autosave.stop()
      autosave = open(offer.slot)
    }
    offers.value = []
    form.write(offer.content)
  }
  async function drop(offer: Offer<T>): Promise<void> {
    offers.value = offers.value.filter((each) => each.slot !== offer.slot)
    await forget(offer.slot)
  }
  /** Forget what was typed: it is sent. */
  async function done(): Promise<void> {
    known = written()
    await autosave.forget()
  }
  const flush = () => void autosave.flush()
  onMounted(() => addEventListener('pagehide', flush))
  onBeforeUnmount(() => {
    removeEventListener('pagehide', flush)
    autosave.stop()
  })
  return { saved, offers, settle, begin, restore, drop, done }
}
