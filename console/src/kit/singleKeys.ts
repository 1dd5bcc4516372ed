// Keys of a single letter or mark: on until somebody switches them off on this machine, as whoever speaks their text may have to.
import { ref } from 'vue'

const NAME = 'single-keys'
export const singleKeys = ref(localStorage.getItem(NAME) !== 'off')
export function useSingleKeys(on: boolean): void {
  singleKeys.value = on
  localStorage.setItem(NAME, on ? 'on' : 'off')
}
