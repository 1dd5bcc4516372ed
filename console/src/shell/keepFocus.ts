// The keyboard's place on a page: when what had the focus goes away, or cannot be used, the focus goes to what came instead.
import { firstField } from '../kit/firstField'

const SECTION = 'form, section, article, .card, li'
/** What the page needs to put its own focus where it belongs. */
const PATIENCE_MS = 40

/** Keep the focus within `main`, for as long as it stands. Returns how to end that. */
export function keepFocus(main: HTMLElement): () => void {
  /** What had the focus, and all that it stands in, from inside out. */
  let place: Element[] = []
  let forms = new Set<Element>()
  let waiting = 0
  const usable = (each: Element) => each.isConnected && !each.matches(':disabled')
  const enter = (event: FocusEvent) => {
    place = []
    for (let each = event.target as Element | null; each && each !== main; each = each.parentElement) place.push(each)
    forms = new Set(main.querySelectorAll('form'))
  }
  const leave = () => window.setTimeout(() => document.activeElement === document.body && place[0] && usable(place[0]) && (place = []))
  const look = () => {
    window.clearTimeout(waiting)
    waiting = window.setTimeout(goOn, PATIENCE_MS)
  }
  function goOn() {
    const had = place[0]
    if (!had || document.activeElement !== document.body || (had.isConnected && !usable(had))) return
    if (had.isConnected) {
      ;(had as HTMLElement).focus({ preventScroll: true }) // it was busy
      return
    }
    const left = place.find((each) => each.isConnected) ?? main
    const around = left.closest<HTMLElement>(SECTION) ?? main
    const opened = [around, main].flatMap((each) => [...each.querySelectorAll('form')]).find((each) => !forms.has(each))
    const said = (within: Element) =>
      [...within.querySelectorAll<HTMLElement>('[role=alert], [role=status]')].find((each) => each.textContent?.trim())
    const heading = around.querySelector<HTMLElement>('h1, h2, h3, legend') ?? main.querySelector<HTMLElement>('h1')
    const field = opened && firstField(opened)
    const next = field ?? said(around) ?? heading ?? main
    if (!field) next.tabIndex = -1
    next.focus({ preventScroll: !field }) // a form that was opened is to be seen, a word about what was done is beside it
  }
  const changes = new MutationObserver(look)
  main.addEventListener('focusin', enter)
  main.addEventListener('focusout', leave)
  changes.observe(main, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] })
  return () => {
    window.clearTimeout(waiting)
    changes.disconnect()
    main.removeEventListener('focusin', enter)
    main.removeEventListener('focusout', leave)
  }
}
