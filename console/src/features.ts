// What each feature folder brings: its routes and its place in the navigation.
import type { RouteRecordRaw } from 'vue-router'

export interface NavEntry {
  label: string
  to: string
  order: number
  group: 'work' | 'records' | 'mine' | 'admin'
  phone?: boolean
  roles?: string[]
  /** What an office does: not for those who administer the system, its security or its trails. */
  office?: boolean
  /** Its pages are for those roles alone, and not only its entry. */
  alone?: boolean
}
const ADMINISTRATORS = ['system', 'security', 'auditor']
const administers = (roles: string[]): boolean => roles.length > 0 && roles.every((role) => ADMINISTRATORS.includes(role))
export const isFor = (entry: NavEntry, roles: string[]): boolean =>
  entry.office && administers(roles) ? false : !entry.roles || entry.roles.some((role) => roles.includes(role))
interface Feature {
  routes: RouteRecordRaw[]
  nav?: NavEntry[]
}
const found = Object.values(import.meta.glob<Feature>('./*/routes.ts', { eager: true }))
export const routes = found.flatMap((each) => each.routes)
export const navigation = found.flatMap((each) => each.nav ?? []).sort((a, b) => a.order - b.order)
/** Whether an address belongs to what the person has no part in: the work of an office, or that of another administrator. */
export function closedTo(path: string, roles: string[]): boolean {
  return navigation.some(
    (each) => (each.office ? administers(roles) : each.alone && !isFor(each, roles)) && (path === each.to || path.startsWith(`${each.to}/`)),
  )
}
