import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

export const routes: RouteRecordRaw[] = [{ path: '/rulings', component: () => import('./RulingsPage.vue') }]
export const nav: NavEntry[] = [{ label: '本区规定', to: '/rulings', order: 160, group: 'records', office: true }]
