import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

export const routes: RouteRecordRaw[] = [{ path: '/groups', component: () => import('./GroupsPage.vue') }]
export const nav: NavEntry[] = [
  { label: '收文单位组', to: '/groups', order: 395, group: 'admin', roles: ['district_admin', 'clerk', 'director', 'registrar'] },
]
