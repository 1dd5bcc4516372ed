// The key “/” leads to the search from everywhere but a field.
export function listenForSlash(): void {
  addEventListener('keydown', (event) => {
    const at = event.target as HTMLElement | null
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (at && (at.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(at.tagName))) return
    const field = document.querySelector<HTMLInputElement>('input[type="search"]')
    const link = document.querySelector<HTMLAnchorElement>('nav a[href$="/search"]')
    if (!field && !link) return
    event.preventDefault()
    if (field) field.focus()
    else link?.click()
  })
}
