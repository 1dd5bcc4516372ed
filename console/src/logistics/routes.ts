import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

export const routes: RouteRecordRaw[] = [
  { path: '/trips', component: () => import('./TripList.vue') },
  { path: '/trips/new', component: () => import('./TripForm.vue') },
  { path: '/trips/day', component: () => import('./VehicleDays.vue') },
  { path: '/trips/:id', component: () => import('./TripPage.vue') },
  { path: '/vehicles', component: () => import('./VehicleList.vue') },
  { path: '/vehicles/:id', component: () => import('./VehiclePage.vue') },
  { path: '/drivers/:id', component: () => import('./DriverPage.vue') },
]
export const nav: NavEntry[] = [{ label: '用车', to: '/trips', order: 75, group: 'work', phone: false, office: true }]
