import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

export const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/documents' },
  { path: '/documents', component: () => import('./DocumentList.vue') },
]
export const nav: NavEntry[] = [{ label: '发文', to: '/documents', order: 20, group: 'work', phone: true }]
