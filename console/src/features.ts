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
/** Whether an address belongs to the work of an office that the person has no part in. */
export function closedTo(path: string, roles: string[]): boolean {
  return administers(roles) && navigation.some((each) => each.office && (path === each.to || path.startsWith(`${each.to}/`)))
}
