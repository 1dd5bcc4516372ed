// “?” opens the help of the screen; J and K move through a list, where the screen has no keys of its own.
import type { Router } from 'vue-router'
import { singleKeys } from '../kit/singleKeys'

const typing = (at: HTMLElement | null) => !!at && (at.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(at.tagName))
export function listenForKeys(router: Router): void {
  addEventListener('keydown', (event) => {
    if (!router.currentRoute.value.matched.length) return // nothing is shown yet that help could be of
    if (!singleKeys.value || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target as HTMLElement | null)) return
    if (event.key === '?' || event.key === '？') {
      event.preventDefault()
      const from = router.currentRoute.value.path
      if (!from.startsWith('/help')) void router.push({ path: '/help', query: { of: from } })
    } else if ((event.key === 'j' || event.key === 'k') && router.currentRoute.value.path !== '/todo') {
      const links = [...document.querySelectorAll<HTMLAnchorElement>('main .list .title, main .title, main td a')]
      const here = links.indexOf(document.activeElement as HTMLAnchorElement)
      const next = links[event.key === 'j' ? Math.min(here + 1, links.length - 1) : Math.max(here - 1, 0)]
      if (next) {
        event.preventDefault()
        next.focus()
      }
    }
  })
}
