import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

export const routes: RouteRecordRaw[] = [{ path: '/groups', component: () => import('./GroupsPage.vue') }]
export const nav: NavEntry[] = [
  { label: '收文单位组', to: '/groups', order: 150, group: 'records', roles: ['district_admin', 'clerk', 'director', 'registrar'] },
]
