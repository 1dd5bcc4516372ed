import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

export const routes: RouteRecordRaw[] = [
  { path: '/help', component: () => import('./HelpPage.vue') },
  { path: '/licences', component: () => import('./LicencesPage.vue'), meta: { public: true } },
  { path: '/kit', component: () => import('./KitPage.vue') },
]
export const nav: NavEntry[] = [{ label: '帮助', to: '/help', order: 290, group: 'mine' }]
