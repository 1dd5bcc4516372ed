import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

const page = (name: keyof typeof import('./pages')) => () => import('./pages').then((all) => all[name])
export const routes: RouteRecordRaw[] = [
  { path: '/trips', component: page('TripList') },
  { path: '/trips/new', component: page('TripForm') },
  { path: '/trips/day', component: page('VehicleDays') },
  { path: '/trips/:id', component: page('TripPage') },
  { path: '/vehicles', component: page('VehicleList') },
  { path: '/vehicles/:id', component: page('VehiclePage') },
  { path: '/drivers/:id', component: page('DriverPage') },
  { path: '/mail', component: page('MailDesk') },
  { path: '/mail/:id', component: page('MailPage') },
  { path: '/subscriptions', component: page('SubscriptionList') },
  { path: '/subscriptions/:id', component: page('SubscriptionPage') },
  { path: '/supplies', component: page('SupplyList') },
  { path: '/supplies/:id', component: page('SupplyPage') },
  { path: '/supply-requests/:id', component: page('SupplyRequestPage') },
]
export const nav: NavEntry[] = [
  { label: '用车', to: '/trips', order: 75, group: 'work', phone: false, office: true },
  { label: '信件报刊', to: '/mail', order: 76, group: 'work', phone: false, office: true },
  { label: '办公用品', to: '/supplies', order: 77, group: 'work', phone: false, office: true },
]
