import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

export const routes: RouteRecordRaw[] = [
  { path: '/visits', component: () => import('../kit/RecordList.vue'), props: { kind: 'visits' } },
  { path: '/visits/:id', component: () => import('../kit/RecordPage.vue'), props: { kind: 'visits' } },
]
export const nav: NavEntry[] = [{ label: '接待', to: '/visits', order: 70, group: 'work', phone: false }]
