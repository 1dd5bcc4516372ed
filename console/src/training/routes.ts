import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

export const routes: RouteRecordRaw[] = [
  { path: '/courses', component: () => import('./CourseList.vue') },
  { path: '/courses/:id', component: () => import('./CoursePage.vue') },
]
export const nav: NavEntry[] = [{ label: '培训', to: '/courses', order: 80, group: 'work', phone: false, office: true }]
