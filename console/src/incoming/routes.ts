import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

export const routes: RouteRecordRaw[] = [
  { path: '/incoming', component: () => import('../kit/RecordList.vue'), props: { kind: 'incoming' } },
  { path: '/incoming/:id', component: () => import('../kit/RecordPage.vue'), props: { kind: 'incoming' } },
]
export const nav: NavEntry[] = [{ label: '收文', to: '/incoming', order: 30, group: 'work' }]
