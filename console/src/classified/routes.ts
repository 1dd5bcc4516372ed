import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/registers/classified', component: () => import('./StubList.vue') },
  { path: '/registers/classified/:id', component: () => import('./StubPage.vue') },
]
