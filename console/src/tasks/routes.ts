import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

export const routes: RouteRecordRaw[] = [
  { path: '/tasks', component: () => import('../kit/RecordList.vue'), props: { kind: 'tasks' } },
  { path: '/tasks/:id', component: () => import('../kit/RecordPage.vue'), props: { kind: 'tasks' } },
]
export const nav: NavEntry[] = [{ label: '督办', to: '/tasks', order: 60, group: 'work', phone: true }]
