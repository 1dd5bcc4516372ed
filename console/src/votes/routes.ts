import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [{ path: '/votes/:id', component: () => import('./VotePage.vue') }]
