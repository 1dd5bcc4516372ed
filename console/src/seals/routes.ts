import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

export const routes: RouteRecordRaw[] = [
  { path: '/seals', component: () => import('./SealUses.vue') },
  { path: '/seals/new', component: () => import('./SealUseForm.vue') },
  { path: '/seals/stamps', component: () => import('./SealList.vue') },
  { path: '/seals/uses/:id', component: () => import('./SealUsePage.vue') },
  { path: '/seals/:id', component: () => import('./SealPage.vue') },
]
export const nav: NavEntry[] = [
  { label: '用印', to: '/seals', order: 110, group: 'records', roles: ['clerk', 'director', 'leader', 'registrar', 'district_admin'] },
]
