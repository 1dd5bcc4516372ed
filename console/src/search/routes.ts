import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'
import { listenForSlash } from './slash'

listenForSlash()
export const routes: RouteRecordRaw[] = [{ path: '/search', component: () => import('./SearchPage.vue') }]
export const nav: NavEntry[] = [
  {
    label: '查找',
    to: '/search',
    order: 95,
    group: 'records',
    phone: true,
    roles: ['clerk', 'director', 'leader', 'registrar', 'handler', 'principal', 'district_admin'],
  },
]
