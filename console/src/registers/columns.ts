// Which columns each register has, in the order of the paper one.
import type { components } from '../api/schema'
import { day } from '../kit/record'
import type { Column } from '../kit/table'

export type Sent = components['schemas']['OutgoingEntry']
export type Came = components['schemas']['IncomingEntry']
export const SENT: Column<Sent>[] = [
  { label: '文号', of: (each) => each.number, sort: 'number', short: true },
  { label: '标题', of: (each) => each.title, to: (each) => `/documents/${each.id}` },
  { label: '文种', of: (each) => each.kind_name, short: true },
  { label: '主送', of: (each) => each.recipients },
  { label: '签发人', of: (each) => each.signed_by ?? '', short: true },
  { label: '成文日期', of: (each) => day(each.signed_on), sort: 'date', short: true },
  {
    label: '送达',
    of: (each) => (each.sent ? `签收${each.received}/${each.sent}${each.returned ? `，退文${each.returned}` : ''}` : ''),
    short: true,
  },
  { label: '状态', of: (each) => each.status_name, short: true },
]
export const CAME: Column<Came>[] = [
  { label: '收文号', of: (each) => each.register_number, sort: 'number', short: true },
  { label: '来文单位', of: (each) => each.sender },
  { label: '来文字号', of: (each) => each.number, short: true },
  { label: '标题', of: (each) => each.title, to: (each) => `/incoming/${each.id}` },
  { label: '收文日期', of: (each) => day(each.received_on), sort: 'date', short: true },
  { label: '承办人', of: (each) => each.handler ?? '', short: true },
  { label: '时限', of: (each) => day(each.due_on), short: true },
  { label: '状态', of: (each) => each.status_name, short: true },
]
/** What the papers of each register may be narrowed to. */
export const SENT_STATUSES: [string, string][] = [
  ['registered', '已编号'],
  ['released', '已核发'],
  ['withdrawn', '已作废'],
  ['recalling', '收回中'],
  ['recalled', '已收回'],
  ['replaced', '已更正'],
  ['revoked', '已撤销'],
  ['repealed', '已废止'],
]
export const CAME_STATUSES: [string, string][] = [
  ['registered', '已登记'],
  ['assessed', '已初审'],
  ['proposed', '已拟办'],
  ['instructed', '已批示'],
  ['assigned', '承办中'],
  ['completed', '已办结'],
  ['returned', '已退文'],
]
