import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

export const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/todo' },
  { path: '/todo', component: () => import('./InboxPage.vue') },
]
export const nav: NavEntry[] = [{ label: '待办', to: '/todo', order: 10, group: 'work', phone: true }]
