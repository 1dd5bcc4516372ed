import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

export const routes: RouteRecordRaw[] = [{ path: '/district', component: () => import('./DistrictPage.vue') }]
export const nav: NavEntry[] = [{ label: '全区情况', to: '/district', order: 15, group: 'work', phone: true, roles: ['district_admin'], alone: true }]
