import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'
import { askAhead } from './ahead'

const page = () => import('./InboxPage.vue')
const first = () => {
  askAhead()
  return page()
}
export const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/todo' },
  { path: '/todo', component: first, props: { box: 'todo' } },
  { path: '/todo/:box(toread|mine|done)', component: page, props: true },
]
export const nav: NavEntry[] = [{ label: '待办', to: '/todo', order: 10, group: 'work', phone: true }]
