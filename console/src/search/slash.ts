// The key “/” leads to the search from everywhere but a field.
import { singleKeys } from '../kit/singleKeys'

export function listenForSlash(): void {
  addEventListener('keydown', (event) => {
    const at = event.target as HTMLElement | null
    if (!singleKeys.value || event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (at && (at.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(at.tagName))) return
    const field = document.querySelector<HTMLInputElement>('input[type="search"]')
    const link = document.querySelector<HTMLAnchorElement>('nav a[href$="/search"]')
    if (!field && !link) return
    event.preventDefault()
    if (field) field.focus()
    else {
      holdKeys()
      link?.click()
    }
  })
}
const PATIENCE_MS = 5_000
/** Hold what is typed while the search page loads, and hand it over once its field has the focus. */
function holdKeys(): void {
  let typed = ''
  let entered = false
  function hold(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter') entered = true
    else if (event.key === 'Backspace') typed = typed.slice(0, -1)
    else if (event.key.length === 1) typed += event.key
    else return
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  function handOver(event: FocusEvent) {
    const field = event.target
    if (!(field instanceof HTMLInputElement)) return
    end()
    if (field.type !== 'search') return
    field.value += typed
    field.dispatchEvent(new Event('input'))
    if (entered && field.value.trim()) field.form?.requestSubmit()
  }
  function end() {
    window.clearTimeout(timer)
    removeEventListener('keydown', hold, true)
    removeEventListener('focusin', handOver)
  }
  addEventListener('keydown', hold, true)
  addEventListener('focusin', handOver)
  const timer = window.setTimeout(end, PATIENCE_MS)
}
