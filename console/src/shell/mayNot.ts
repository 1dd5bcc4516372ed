// Pages with a form that only some posts may send: who comes to one by its address is told so before they fill it in.
import type { RouteMeta } from 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    /** The roles that send the form of the page. */
    of?: string[]
  }
}
/** Check whether somebody with these roles may not send the form of a page; in another's place the server judges. */
export const mayNot = ({ of }: RouteMeta, roles: string[], inPlace: boolean): boolean => !!of && !inPlace && !of.some((each) => roles.includes(each))
