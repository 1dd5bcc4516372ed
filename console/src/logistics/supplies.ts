// Supplies and the requests for them.
import type { components } from '../api/schema'

export type Supply = components['schemas']['Supply']
export type SupplyRequest = components['schemas']['SupplyRequest']
export const REQUEST_STATUSES: [string, string][] = [
  ['requested', '已申请'],
  ['approved', '已批准'],
  ['issued', '已发放'],
  ['returned', '已退回'],
  ['cancelled', '已取消'],
]
