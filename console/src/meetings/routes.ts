import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

export const routes: RouteRecordRaw[] = [
  { path: '/meetings', component: () => import('../kit/RecordList.vue'), props: { kind: 'meetings' } },
  { path: '/meetings/:id', component: () => import('./MeetingPage.vue') },
]
export const nav: NavEntry[] = [{ label: '会议', to: '/meetings', order: 50, group: 'work', phone: true }]
