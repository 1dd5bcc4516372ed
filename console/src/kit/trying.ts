// A command on its way: busy meanwhile, and what was said where it is refused.
import { ref } from 'vue'

export function useTrying() {
  const busy = ref(false)
  const refusal = ref('')
  async function trying(then: () => Promise<unknown>) {
    busy.value = true
    refusal.value = ''
    try {
      await then()
    } catch (error) {
      refusal.value = (error as Error).message
    } finally {
      busy.value = false
    }
  }
  return { busy, refusal, trying }
}
