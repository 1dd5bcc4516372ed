// A form whose content outlives the tab, the network and the session: kept while typed, offered to whoever comes back to it.
import { computed, onBeforeUnmount, onMounted, reactive, ref, shallowRef, watch } from 'vue'
import { Autosave, forget, keptHere, newSlot, typedBefore, type Kept } from './autosave'

export interface Offer<T> extends Kept {
  content: T
  title: string
}
interface Form<T> {
  /** The kind of form; each new one has a slot of its own. */
  kind: string
  /** The slot of a record that is changed: it has one only. */
  slot?: string | (() => string)
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
  const fixed = () => (typeof form.slot === 'function' ? form.slot() : form.slot)
  const open = (slot: string) =>
    new Autosave(slot, (word) => {
      saved.value = word
    })
  let autosave = open(fixed() ?? newSlot(form.kind))
  const written = () => JSON.stringify(form.read())
  const empty = JSON.parse(written()) as T
  const parse = form.parse ?? ((text: string) => onto(empty, text))
  const fits = (slot: string) => (form.slot ? slot === autosave.slot : slot.startsWith(`${form.kind}-`) && slot !== autosave.slot)
  let known = written()
  let untouched = known
  let ready = false
  /** Take what the form holds now as untouched; `base` is the version of the record that it shows. */
  function settle(base: number | null = null): void {
    untouched = known = written()
    autosave.base = base
    ready = true
  }
  /** Leave the slot of a record that is no longer shown for that of the one that is. */
  function turn(): void {
    const slot = fixed()
    if (slot === undefined) return
    autosave.stop()
    saved.value = ''
    autosave = open(slot)
  }
  /** Keep nothing more until the form is opened again. */
  function rest(): void {
    ready = false
    autosave.stop()
  }
  /** Find what was left, the newest first. */
  async function left(): Promise<Offer<T>[]> {
    const found = await typedBefore(fits)
    return found.flatMap((kept) => {
      const content = kept.text === untouched ? null : parse(kept.text)
      return content ? [{ ...kept, content, title: form.title?.(content) ?? '' }] : []
    })
  }
  /** Offer what was left, and keep what is typed from now on. */
  async function begin(base: number | null = null): Promise<void> {
    turn()
    settle(base)
    offers.value = await left()
  }
  watch(
    form.read,
    () => {
      const text = written()
      if (!ready || text === known) return
      known = text
      if (text === untouched) void autosave.forget()
      else autosave.keep(text)
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
    saved.value = ''
    await autosave.forget()
  }
  /** What this machine has of the form's record, without asking the server. */
  const here = (): (Kept & { content: T }) | null => {
    const kept = keptHere(autosave.slot)
    const content = kept && kept.text !== untouched ? parse(kept.text) : null
    return kept && content ? { ...kept, content } : null
  }
  /** What is typed was begun on this version of the record, and stays so until it is sent or begun anew. */
  function begunOn(base: number | null): void {
    autosave.base = base
  }
  const flush = () => void autosave.flush()
  onMounted(() => addEventListener('pagehide', flush))
  onBeforeUnmount(() => {
    removeEventListener('pagehide', flush)
    autosave.stop()
  })
  return { saved, offers, settle, turn, rest, left, here, begunOn, written, begin, restore, drop, done }
}

/** Write content into a form field by field, so that whoever holds a part of it sees it. */
function fill(form: object, content: object): void {
  const into = form as Record<string, unknown>
  for (const [name, value] of Object.entries(content)) {
    const now = into[name]
    if (Array.isArray(now) && Array.isArray(value)) now.splice(0, now.length, ...(value as unknown[]))
    else if (now && typeof now === 'object' && value && typeof value === 'object') fill(now, value as object)
    else into[name] = value
  }
}
/** A form of a record, of which there is one only: what was typed in it and not sent is there again when it is opened again. */
export function useResumed<T extends object>(
  slot: () => string,
  /** Reactive; refs in it are read through. */
  content: T,
  /** Whether the form is open; where it changes a record, that record's version: a newer one is laid under what is typed, and said. */
  opened: () => unknown = () => true,
  /** Never kept, such as a key to another system. */
  besides: string[] = [],
) {
  const form = reactive(content) as object
  const read = () => Object.fromEntries(Object.entries(form).filter(([name]) => !besides.includes(name)))
  const write = (found: object) => fill(form, found)
  const parse = (text: string): object | null => onto(JSON.parse(kept.written()) as object, text)
  const kept = useKept<object>({ kind: '', slot, read, write, parse })
  const resumed = ref(false)
  /** Whether the record has changed since what was taken up was typed. */
  const outdated = ref(false)
  const version = (): number | null => {
    const as = opened()
    return typeof as === 'number' ? as : null
  }
  let before: object = {}
  function take(found: { content: object; base: number | null } | null | undefined): void {
    if (!found) return
    kept.begunOn(found.base ?? version())
    write(found.content)
    resumed.value = true
    outdated.value = found.base !== null && version() !== null && found.base !== version()
  }
  async function begin(): Promise<void> {
    kept.turn()
    kept.settle(version())
    before = JSON.parse(kept.written()) as object
    resumed.value = outdated.value = false
    take(kept.here())
    const then = kept.written()
    const [found] = await kept.left()
    if (opened() && kept.written() === then && found && JSON.stringify(found.content) !== then) take(found)
  }
  /** Throw away what was taken up, and begin anew. */
  function restart(): void {
    resumed.value = outdated.value = false
    kept.begunOn(version())
    write(before)
    void kept.done()
  }
  async function done(): Promise<void> {
    resumed.value = outdated.value = false
    await kept.done()
  }
  watch(
    () => {
      const as = opened()
      return as ? `${slot()}@${typeof as === 'object' ? '' : String(as as string)}` : ''
    },
    (now) => {
      if (now) void begin()
      else kept.rest()
    },
    { immediate: true },
  )
  return reactive({ resumed: computed(() => resumed.value), outdated: computed(() => outdated.value), restart, done })
}
