// A list stands still while somebody types in one of its rows, however many are open.
import { shallowRef } from 'vue'

export function useHeld<T>(now: () => T | undefined) {
  /** The list as it stood when the first of those who type began; null while nobody does. */
  const held = shallowRef<T | null>(null)
  const open = new Set<string>()
  function release(): void {
    open.clear()
    held.value = null
  }
  function typing(where: string, on: boolean): void {
    if (on) {
      open.add(where)
      held.value ??= now() ?? null
    } else if (open.delete(where) && !open.size) release()
  }
  return { held, typing, release }
}
