import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'
import '../documents/documents.css'

export const routes: RouteRecordRaw[] = [
  { path: '/tasks', component: () => import('./TaskBoard.vue') },
  { path: '/tasks/new', component: () => import('./TaskForm.vue') },
  { path: '/tasks/figures', component: () => import('./TaskFigures.vue') },
  { path: '/tasks/register', component: () => import('./TaskRegister.vue') },
  { path: '/tasks/:id', component: () => import('./TaskPage.vue') },
]
export const nav: NavEntry[] = [
  { label: '督办', to: '/tasks', order: 60, group: 'work', phone: true, office: true },
  { label: '统计', to: '/tasks/figures', order: 130, group: 'records', roles: ['director', 'leader', 'principal', 'district_admin'] },
]
