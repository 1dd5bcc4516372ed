// Pages with a form that only some posts may send: whoever comes to one by its address is told so before they fill it in.
import type { RouteMeta } from 'vue-router'

/** What a page is for, the roles that do it, and what people call them. */
export interface Doing {
  what: string
  roles: string[]
  by: string
}
declare module 'vue-router' {
  interface RouteMeta {
    doing?: Doing
  }
}
/** Return what the page is for, if somebody with these roles may not do it; in another's place the server judges. */
export function mayNot(meta: RouteMeta, roles: string[], inPlace: boolean): Doing | null {
  const { doing } = meta
  return doing && !inPlace && !doing.roles.some((each) => roles.includes(each)) ? doing : null
}
