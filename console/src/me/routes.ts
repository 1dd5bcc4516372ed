import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

export const routes: RouteRecordRaw[] = [{ path: '/me', component: () => import('./MePage.vue') }]
export const nav: NavEntry[] = [{ label: '我的', to: '/me', order: 300, group: 'mine', phone: true }]
