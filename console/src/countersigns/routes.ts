import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

export const routes: RouteRecordRaw[] = [
  { path: '/countersigns', component: () => import('../kit/RecordList.vue'), props: { kind: 'countersigns' } },
  { path: '/countersigns/:id', component: () => import('../kit/RecordPage.vue'), props: { kind: 'countersigns' } },
]
export const nav: NavEntry[] = [{ label: '会签', to: '/countersigns', order: 40, group: 'work', phone: false }]
