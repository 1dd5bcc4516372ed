// The size of type on this machine: chosen in the head of the page or under 我的, and the same in both.
import { ref } from 'vue'

export const SIZES = [100, 125, 150]
const kept = Number(localStorage.getItem('type'))
export const typeSize = ref(SIZES.includes(kept) ? kept : 100)
export function showSize(size = typeSize.value): void {
  typeSize.value = size
  localStorage.setItem('type', String(size))
  document.documentElement.dataset.type = String(size)
}
