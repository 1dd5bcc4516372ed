// A command on its way: busy meanwhile, what was said where it is refused, and whether it is to be confirmed.
import { ref, watch } from 'vue'
import { Refusal } from '../api/client'

/** `said`: what the command says; a doubt that was shown is of that only, and is not taken along when it changes. */
export function useTrying(said?: () => unknown) {
  const busy = ref(false)
  const refusal = ref('')
  const unsure = ref(false)
  if (said)
    watch(
      () => JSON.stringify(said()),
      () => {
        if (unsure.value) refusal.value = ''
        unsure.value = false
      },
    )
  async function trying(then: () => Promise<unknown>) {
    busy.value = true
    refusal.value = ''
    try {
      await then()
      unsure.value = false
    } catch (error) {
      unsure.value = error instanceof Refusal && error.problem.code === 'confirmation_needed'
      refusal.value = (error as Error).message
    } finally {
      busy.value = false
    }
  }
  return { busy, refusal, trying, unsure }
}
