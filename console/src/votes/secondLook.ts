// A ballot is cast by a second press, which must not be the other half of a double click on the first.
import { nextTick, ref } from 'vue'

export const LOOK_MS = 600
export function useSecondLook() {
  const sure = ref(false)
  /** Whether the question has only just come up. */
  const fresh = ref(false)
  const question = ref<HTMLElement | null>(null)
  /** Show what was chosen, and go there with the keyboard, so that a second Enter casts nothing unread. */
  async function ask(): Promise<void> {
    sure.value = fresh.value = true
    window.setTimeout(() => {
      fresh.value = false
    }, LOOK_MS)
    await nextTick()
    question.value?.focus()
  }
  return { sure, fresh, question, ask }
}
