// What the board of supervision shows: the lights in shape and word.
import type { components } from '../api/schema'
import type { Light } from '../kit/record'

export type Task = components['schemas']['Task']
export const COLUMNS: { code: Task['light']; word: string; mark: string; light: Light }[] = [
  { code: 'red', word: '已逾期', mark: '▲', light: 'late' },
  { code: 'yellow', word: '将到期', mark: '◆', light: 'soon' },
  { code: 'green', word: '正常', mark: '●', light: 'fine' },
  { code: 'done', word: '已办结', mark: '✓', light: 'none' },
  { code: 'withdrawn', word: '已撤销', mark: '✕', light: 'none' },
]
export const columnOf = (task: Task) => COLUMNS.find((each) => each.code === task.light) ?? (COLUMNS[2] as (typeof COLUMNS)[number])
/** How many working days are left, as an office says it. */
export function left(task: Task): string {
  if (task.status === 'submitted') return `${task.on_time === false ? '逾期' : '按期'}报结，待核查`
  if (task.light === 'withdrawn') return '不再办理'
  if (task.light === 'done') return task.on_time === false ? '逾期办结' : '按期办结'
  const days = task.working_days_left
  return days < 0 ? `逾期${-days}个工作日` : days === 0 ? '今日到期' : `还有${days}个工作日`
}
/** The boards that somebody may look at, by code and name. */
export const boardsOf = (roles: readonly string[]): [string, string][] => [
  ['mine', '我的'],
  ...(['director', 'leader', 'registrar'].some((each) => roles.includes(each)) ? ([['campus', '本单位']] as [string, string][]) : []),
  ...(roles.includes('district_admin') ? ([['district', '全区']] as [string, string][]) : []),
]
/** Whose tasks somebody sees first: the district's, the campus's or their own. */
export function boardOf(roles: readonly string[]): 'district' | 'campus' | 'mine' {
  if (roles.includes('district_admin')) return 'district'
  return roles.includes('director') || roles.includes('leader') ? 'campus' : 'mine'
}
