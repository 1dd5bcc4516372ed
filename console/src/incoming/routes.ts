import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'
import '../documents/documents.css'

export const routes: RouteRecordRaw[] = [
  { path: '/incoming', component: () => import('./IncomingList.vue') },
  { path: '/incoming/new', component: () => import('./EnterPage.vue') },
  { path: '/incoming/:id/sheet', component: () => import('./HandlingSheet.vue') },
  { path: '/incoming/:id', component: () => import('./IncomingPage.vue') },
]
export const nav: NavEntry[] = [{ label: '收文', to: '/incoming', order: 30, group: 'work', office: true }]
