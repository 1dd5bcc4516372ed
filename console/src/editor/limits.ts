// How much a text may hold, said while it is typed or pasted, and not only as it is saved.
import type { Block } from './blocks'

/** As the API description has them (limits.test.ts compares). */
export const MOST = { blocks: 5_000, items: 500, rows: 1_000, cells: 40, cell: 2_000, heading: 200, paragraph: 20_000, item: 20_000 }
export interface Excess {
  /** The block that holds too much. */
  at: number
  words: string
}
const first = (text: string) => (text.length > 12 ? `${text.slice(0, 12)}…` : text)
function wordsOf(block: Block): string {
  if (block.type === 'list') {
    if (block.items.length > MOST.items) return `列表有${block.items.length}项，最多${MOST.items}项，请分成几个列表或者改用附件`
    const long = block.items.find((each) => each.length > MOST.item)
    return long ? `列表中“${first(long)}”一项有${long.length}字，最多${MOST.item}字，请分段` : ''
  }
  if (block.type === 'table') {
    if (block.rows.length > MOST.rows) return `表格有${block.rows.length}行，最多${MOST.rows}行，请分成几个表格或者改用附件`
    const wide = Math.max(...block.rows.map((row) => row.length))
    if (wide > MOST.cells) return `表格有${wide}列，最多${MOST.cells}列，请分成几个表格或者改用附件`
    const long = block.rows.flat().find((each) => each.length > MOST.cell)
    return long ? `表格中“${first(long)}”一格有${long.length}字，最多${MOST.cell}字，请写入正文` : ''
  }
  const most = MOST[block.type]
  if (block.text.length <= most) return ''
  return `${block.type === 'heading' ? '标题' : '段落'}“${first(block.text)}”有${block.text.length}字，最多${most}字，请${block.type === 'heading' ? '精简或者改为正文' : '分段'}`
}
/** Find what would be refused for its size; three are enough to begin with. */
export function excessOf(blocks: Block[]): Excess[] {
  const found: Excess[] = []
  if (blocks.length > MOST.blocks) found.push({ at: MOST.blocks, words: `正文有${blocks.length}段，最多${MOST.blocks}段，请将部分内容改用附件` })
  for (const [at, block] of blocks.entries()) {
    const words = wordsOf(block)
    if (words) found.push({ at, words })
    if (found.length === 3) break
  }
  return found
}
