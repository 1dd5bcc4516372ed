import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

export const routes: RouteRecordRaw[] = [
  { path: '/registers', redirect: '/registers/outgoing' },
  { path: '/registers/:line(outgoing|incoming)', component: () => import('./RegisterPage.vue') },
]
export const nav: NavEntry[] = [
  { label: '登记簿', to: '/registers', order: 100, group: 'records', roles: ['registrar', 'director', 'leader', 'clerk'] },
]
