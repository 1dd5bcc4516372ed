import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

export const routes: RouteRecordRaw[] = [
  { path: '/visits', component: () => import('./VisitList.vue') },
  { path: '/visits/new', component: () => import('./VisitForm.vue') },
  { path: '/visits/:id/edit', component: () => import('./VisitForm.vue') },
  { path: '/visits/:id', component: () => import('./VisitPage.vue') },
]
export const nav: NavEntry[] = [{ label: '接待', to: '/visits', order: 70, group: 'work', phone: false, office: true }]
