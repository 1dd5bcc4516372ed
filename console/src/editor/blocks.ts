// The blocks of a text as the API keeps them, and what can be said of them without an editor.
export interface Heading {
  type: 'heading'
  level: number
  text: string
}
export interface Paragraph {
  type: 'paragraph'
  text: string
}
export interface Listing {
  type: 'list'
  items: string[]
  ordered?: boolean
}
export interface Table {
  type: 'table'
  rows: string[][]
  head?: boolean
  caption?: string
}
export type Block = Heading | Paragraph | Listing | Table

export const LEVELS = ['一、', '（一）', '1.', '（1）']

/** Put each paragraph of a plain text into a block of its own. */
export function blocksOfPlain(text: string): Block[] {
  return text
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => ({ type: 'paragraph', text: line }))
}
/** Write a block as the API writes it in plain text: one line for each item and each row. */
export function linesOf(block: Block): string[] {
  if (block.type === 'list') return block.items.map((item, place) => (block.ordered ? `${place + 1}. ${item}` : `· ${item}`))
  if (block.type === 'table') return [...(block.caption ? [block.caption] : []), ...block.rows.map((row) => row.join('\t'))]
  return [block.text]
}
/** Whether two blocks say the same, however their fields are ordered and whether or not what is usual is written out. */
export function alike(one: Block, other: Block): boolean {
  const said = (block: Block): unknown[] =>
    block.type === 'list'
      ? [block.type, block.items, block.ordered ?? false]
      : block.type === 'table'
        ? [block.type, block.rows, block.head ?? true, block.caption ?? '']
        : [block.type, block.text, block.type === 'heading' ? block.level : 0]
  return JSON.stringify(said(one)) === JSON.stringify(said(other))
}
export function plainOf(blocks: Block[]): string {
  return blocks.flatMap(linesOf).join('\n')
}
/** Find the block that a character of the plain text stands in. */
export function blockAt(blocks: Block[], character: number): number {
  let end = 0
  for (const [place, block] of blocks.entries()) {
    end += [...linesOf(block).join('\n')].length + 1 // the API counts characters, not the halves of rare ones
    if (character < end) return place
  }
  return Math.max(0, blocks.length - 1)
}
