import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'
import '../documents/documents.css'

export const routes: RouteRecordRaw[] = [
  { path: '/countersigns', component: () => import('./CountersignList.vue') },
  { path: '/countersigns/:id', component: () => import('./CountersignPage.vue') },
]
export const nav: NavEntry[] = [{ label: '会签', to: '/countersigns', order: 40, group: 'work', phone: false, office: true }]
