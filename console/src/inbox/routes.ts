import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

const page = () => import('./InboxPage.vue')
export const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/todo' },
  { path: '/todo', component: page, props: { box: 'todo' } },
  { path: '/todo/:box(toread|mine|done)', component: page, props: true },
]
export const nav: NavEntry[] = [{ label: '待办', to: '/todo', order: 10, group: 'work', phone: true }]
