// The words of a refusal on a page; that the network is away is gone once it is back.
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'
import { OFFLINE } from '../api/client'

export function useRefusal(): Ref<string> {
  const refusal = ref('')
  const clear = () => {
    if (refusal.value === OFFLINE) refusal.value = ''
  }
  onMounted(() => addEventListener('online', clear))
  onBeforeUnmount(() => removeEventListener('online', clear))
  return refusal
}
