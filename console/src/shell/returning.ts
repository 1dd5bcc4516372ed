// Coming back to a list, or to any page: one stands where one was, and the keyboard goes on from the link that was opened.
import { nextTick } from 'vue'
import type { RouteLocationNormalized, Router, RouterScrollBehavior } from 'vue-router'

const LONGEST_MS = 3_000
const EVERY_MS = 50
/** The link that was followed from each address. */
const followed = new Map<string, string>()
const linkTo = (address: string) =>
  [...document.querySelectorAll<HTMLAnchorElement>('#main a[href]')].find((each) => each.getAttribute('href') === address)
const isSeen = (found: Element) => {
  const { top, bottom } = found.getBoundingClientRect()
  return bottom > 0 && top < innerHeight
}
export function leave(from: RouteLocationNormalized): void {
  const address = document.activeElement?.closest('#main a[href]')?.getAttribute('href')
  if (address) followed.set(from.fullPath, address)
  else followed.delete(from.fullPath)
}
/** Wait until the page is long enough, and the link is there again; then stand where one was. */
export async function standAgain(to: RouteLocationNormalized, top: number): Promise<{ top: number } | false> {
  const address = followed.get(to.fullPath)
  let moved = false
  const own = () => (moved = true)
  addEventListener('wheel', own, { once: true, passive: true })
  addEventListener('touchstart', own, { once: true, passive: true })
  const fits = () => document.documentElement.scrollHeight >= top + innerHeight && (!address || linkTo(address))
  for (let waited = 0; !moved && waited < LONGEST_MS; waited += EVERY_MS) {
    await new Promise((done) => setTimeout(done, EVERY_MS))
    if (fits()) break
  }
  removeEventListener('wheel', own)
  removeEventListener('touchstart', own)
  if (moved) return false
  await nextTick()
  const link = address ? linkTo(address) : undefined
  scrollTo(0, top)
  link?.focus({ preventScroll: true })
  if (!link || isSeen(link)) return { top }
  link.scrollIntoView({ block: 'center' })
  return false
}
export const scrollBehavior: RouterScrollBehavior = (to, from, saved) => {
  if (saved) return standAgain(to, saved.top)
  return to.path === from.path ? false : { top: 0 }
}
export const remembersLinks = (router: Router): void => {
  router.beforeEach((_to, from) => leave(from))
}
