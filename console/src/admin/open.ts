// What stays open with a person who leaves or moves, in words.
import type { components } from '../api/schema'

export type Left = components['schemas']['OpenMatters']
export const BOXES: Record<string, string> = { todo: '待本人办理', mine: '本人经办、尚未办结', held: '本人名下' }
const counted = (each: Left['items'][number]) => `${each.label}${each.count}${each.unit ?? '件'}`
/** List the matters, a line for each way they are the person's. */
export const linesOf = (left: Left): string[] =>
  Object.entries(BOXES).flatMap(([box, name]) => {
    const own = left.items.filter((each) => each.box === box)
    return own.length ? [`${name}：${own.map(counted).join('、')}`] : []
  })
/** Name what is still open, for whoever lets the person go all the same; empty if nothing is. */
export function openWith(name: string, left: Left | undefined): string {
  if (!left) return '经手未结事项暂不能核对。'
  const away = left.unavailable ? '部分事项暂不能核对。' : ''
  return left.items.length ? `${name}尚有未结事项：${linesOf(left).join('；')}。${away}` : away
}
