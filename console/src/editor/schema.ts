// The API's four blocks as a ProseMirror schema, and the way between both.
import { Schema, type Node } from 'prosemirror-model'
import type { Block } from './blocks'

export const schema = new Schema({
  nodes: {
    doc: { content: 'block+' },
    paragraph: { group: 'block', content: 'text*', marks: '', parseDOM: [{ tag: 'p' }], toDOM: () => ['p', 0] },
    heading: {
      group: 'block', content: 'text*', marks: '', attrs: { level: { default: 1 } }, defining: true,
      parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level: Math.min(4, Math.max(1, level - 1)) } })),
      toDOM: (node) => [`h${Number(node.attrs.level) + 1}`, { class: `level-${node.attrs.level}` }, 0],
    },
    list: {
      group: 'block', content: 'list_item+', attrs: { ordered: { default: false } },
      parseDOM: [{ tag: 'ul', attrs: { ordered: false } }, { tag: 'ol', attrs: { ordered: true } }],
      toDOM: (node) => [node.attrs.ordered ? 'ol' : 'ul', 0],
    },
    list_item: { content: 'text*', marks: '', defining: true, parseDOM: [{ tag: 'li' }], toDOM: () => ['li', 0] },
    table: {
      group: 'block', content: 'table_row+', tableRole: 'table', isolating: true, attrs: { caption: { default: '' } },
      parseDOM: [{ tag: 'table', getAttrs: (dom) => ({ caption: dom.getAttribute('data-caption') ?? '' }) }],
      toDOM: (node) => ['table', { 'data-caption': String(node.attrs.caption) }, ['tbody', 0]],
    },
    table_row: { content: '(table_cell | table_header)*', tableRole: 'row', parseDOM: [{ tag: 'tr' }], toDOM: () => ['tr', 0] },
    table_cell: {
      content: 'text*', marks: '', tableRole: 'cell', isolating: true,
      attrs: { colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null } },
      parseDOM: [{ tag: 'td' }], toDOM: () => ['td', 0],
    },
    table_header: {
      content: 'text*', marks: '', tableRole: 'header_cell', isolating: true,
      attrs: { colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null } },
      parseDOM: [{ tag: 'th' }], toDOM: () => ['th', 0],
    },
    text: {},
  },
})
const of = schema.nodes as Record<'paragraph' | 'heading' | 'list' | 'list_item' | 'table' | 'table_row' | 'table_cell' | 'table_header' | 'doc', (typeof schema.nodes)[string] & object>
export const types = of
const text = (words: string) => (words ? schema.text(words) : undefined)

export function nodeOf(block: Block): Node {
  switch (block.type) {
    case 'heading': return of.heading.create({ level: block.level }, text(block.text))
    case 'paragraph': return of.paragraph.create(null, text(block.text))
    case 'list': return of.list.create({ ordered: block.ordered ?? false }, block.items.map((item) => of.list_item.create(null, text(item))))
    case 'table':
      return of.table.create({ caption: block.caption ?? '' }, block.rows.map((row, place) =>
        of.table_row.create(null, row.map((cell) => ((block.head ?? true) && place === 0 ? of.table_header : of.table_cell).create(null, text(cell))))))
  }
}
export function docOf(blocks: Block[]): Node {
  return of.doc.create(null, blocks.length ? blocks.map(nodeOf) : [of.paragraph.create()])
}
/** Read the text as the API takes it: what is empty is left out, tables stay whole. */
export function blocksOf(doc: Node): Block[] {
  return placed(doc).map(({ block }) => block)
}
/** Read the blocks, each with where it stands in the editor. */
export function placed(doc: Node): { block: Block; at: number }[] {
  const found: { block: Block; at: number }[] = []
  doc.forEach((node, at) => {
    const block = blockOf(node)
    if (block) found.push({ block, at })
  })
  return found
}
/** One line without marks that nobody sees; the API refuses them. */
const lineOf = (node: Node) => node.textContent.replace(/[\u0000-\u001f\u007f-\u009f\u00a0\u2028\u2029]/g, ' ').replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g, '').trim()
function blockOf(node: Node): Block | null {
  const words = lineOf(node)
  if (node.type === of.table) {
    const rows = children(node).map((row) => children(row).map((cell) => lineOf(cell)))
    const width = Math.max(0, ...rows.map((row) => row.length))
    if (!width) return null
    return { type: 'table', rows: rows.map((row) => [...row, ...Array<string>(width - row.length).fill('')]), head: node.firstChild?.firstChild?.type === of.table_header, caption: String(node.attrs.caption) }
  }
  if (!words) return null
  if (node.type === of.heading) return { type: 'heading', level: Number(node.attrs.level), text: words }
  if (node.type === of.list) return { type: 'list', ordered: Boolean(node.attrs.ordered), items: children(node).map((item) => lineOf(item)).filter(Boolean) }
  return { type: 'paragraph', text: words }
}
function children(node: Node): Node[] {
  const found: Node[] = []
  node.forEach((child) => found.push(child))
  return found
}
