// What each feature folder brings: its routes and its place in the navigation.
import type { RouteRecordRaw } from 'vue-router'

export interface NavEntry {
  label: string
  to: string
  order: number
  group: 'work' | 'records' | 'mine' | 'admin'
  phone?: boolean
  roles?: string[]
}
interface Feature {
  routes: RouteRecordRaw[]
  nav?: NavEntry[]
}
const found = Object.values(import.meta.glob<Feature>('./*/routes.ts', { eager: true }))
export const routes = found.flatMap((each) => each.routes)
export const navigation = found.flatMap((each) => each.nav ?? []).sort((a, b) => a.order - b.order)
