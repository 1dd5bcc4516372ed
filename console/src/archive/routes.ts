import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

export const routes: RouteRecordRaw[] = [
  { path: '/archive', component: () => import('./VolumeList.vue') },
  { path: '/archive/volumes/:id', component: () => import('./VolumePage.vue') },
  { path: '/archive/destructions/:id', component: () => import('./DestructionPage.vue') },
]
export const nav: NavEntry[] = [{ label: '档案', to: '/archive', order: 120, group: 'records', roles: ['registrar', 'director', 'leader'] }]
