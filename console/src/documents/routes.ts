import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'
import './documents.css'

export const routes: RouteRecordRaw[] = [
  { path: '/documents', component: () => import('./DocumentList.vue') },
  { path: '/documents/new', component: () => import('./DraftPage.vue') },
  { path: '/documents/:id/edit', component: () => import('./DraftPage.vue') },
  { path: '/documents/:id/sheet', component: () => import('./OpinionSheet.vue') },
  { path: '/documents/:id', component: () => import('./DocumentPage.vue') },
]
export const nav: NavEntry[] = [{ label: '发文', to: '/documents', order: 20, group: 'work', office: true }]
