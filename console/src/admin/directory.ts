// Organs, people and posts as administrators see them.
import type { components } from '../api/schema'

type Schemas = components['schemas']
export type Person = Schemas['Person'] & { title?: string }
export type Organ = Schemas['Organ']
export type Post = Schemas['Post']
export type Answering = Schemas['Responsibility']
export type DryRun = Schemas['DryRun']
export type Parked = Schemas['ParkedEvent']
export interface Named {
  id: string
  name: string
  post?: string
}

export const ROLES: Record<string, string> = {
  clerk: '文秘',
  director: '办公室主任',
  leader: '领导',
  principal: '主要负责人',
  registrar: '机要文书',
  handler: '承办人',
  district_admin: '区管理员',
  system: '系统管理员',
  security: '安全管理员',
  auditor: '审计管理员',
}
export const KINDS: Record<string, string> = { bureau: '区教育局', school: '学校', campus: '校区', department: '处室' }
export function rolesOf(codes: string[]): string {
  return codes.map((code) => ROLES[code] ?? code).join('、')
}
/** Show what an action bar wants of a record. */
export function shownAs<T extends { id: string; version: number; name: string; actions: Schemas['Action'][] }>(record: T, without: string[] = []) {
  return { ...record, title: record.name, status_name: '', actions: record.actions.filter((each) => !without.includes(each.code)) }
}
