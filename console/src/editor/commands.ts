// What the toolbar and the keys of the editor do.
import { chainCommands, setBlockType, splitBlock } from 'prosemirror-commands'
import { Fragment, type Node } from 'prosemirror-model'
import { Selection, TextSelection, type Command, type EditorState } from 'prosemirror-state'
import type { Block } from './blocks'
import { nodeOf, types } from './schema'

/** Name the block that the cursor stands in. */
export function kindAt(state: EditorState): string {
  const { $from } = state.selection
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth)
    if (node.type === types.table) return 'table'
    if (node.type === types.list) return node.attrs.ordered ? 'ordered' : 'bullets'
    if (node.type === types.heading) return `heading-${node.attrs.level}`
  }
  return 'paragraph'
}
function outer(state: EditorState): { from: number; to: number; nodes: Node[] } | null {
  const { $from, $to } = state.selection
  if ($from.depth === 0) return null
  const from = $from.before(1)
  const to = $to.depth ? $to.after(1) : $to.pos
  const nodes: Node[] = []
  state.doc.nodesBetween(from, to, (node, _at, parent) => {
    if (parent === state.doc) nodes.push(node)
    return false
  })
  return nodes.some((node) => node.type === types.table) ? null : { from, to, nodes }
}
function textsOf(nodes: Node[]): string[] {
  return nodes.flatMap((node) => {
    if (node.type !== types.list) return [node.textContent]
    const items: string[] = []
    node.forEach((item) => items.push(item.textContent))
    return items
  })
}
/** Turn the chosen blocks into a list, or a list of this sort back into paragraphs. */
export function toggleList(ordered: boolean): Command {
  return (state, dispatch) => {
    const chosen = outer(state)
    if (!chosen) return false
    const same = chosen.nodes.every((node) => node.type === types.list && node.attrs.ordered === ordered)
    const texts = textsOf(chosen.nodes)
    const made: Block[] = same ? texts.map((text) => ({ type: 'paragraph', text })) : [{ type: 'list', ordered, items: texts }]
    replace(state, dispatch, chosen, made.map(nodeOf))
    return true
  }
}
export function toBlock(kind: 'paragraph' | 'heading', level = 1): Command {
  return (state, dispatch) => {
    const chosen = outer(state)
    if (!chosen) return false
    if (chosen.nodes.every((node) => node.type !== types.list))
      return setBlockType(types[kind], kind === 'heading' ? { level } : null)(state, dispatch) || true
    const made = textsOf(chosen.nodes).map((text): Block => (kind === 'heading' ? { type: 'heading', level, text } : { type: 'paragraph', text }))
    replace(state, dispatch, chosen, made.map(nodeOf))
    return true
  }
}
function replace(state: EditorState, dispatch: Parameters<Command>[1], chosen: { from: number; to: number }, nodes: Node[]): void {
  if (!dispatch) return
  const change = state.tr.replaceWith(chosen.from, chosen.to, Fragment.from(nodes))
  const offset = state.selection.from - chosen.from
  change.setSelection(Selection.near(change.doc.resolve(Math.min(change.doc.content.size, chosen.from + Math.max(1, offset)))))
  dispatch(change.scrollIntoView())
}
/** An empty item ends its list. */
const leaveList: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  if (!empty || $from.parent.type !== types.list_item || $from.parent.content.size) return false
  const list = $from.node(-1)
  const place = $from.index(-1)
  if (dispatch) {
    const items: Node[] = []
    list.forEach((item) => items.push(item))
    const part = (some: Node[]) => (some.length ? [types.list.create(list.attrs, some)] : [])
    const before = part(items.slice(0, place))
    const start = $from.before(-1)
    const change = state.tr.replaceWith(start, $from.after(-1), [...before, types.paragraph.create(), ...part(items.slice(place + 1))])
    const at = start + before.reduce((sum, node) => sum + node.nodeSize, 0) + 1
    dispatch(change.setSelection(TextSelection.create(change.doc, at)).scrollIntoView())
  }
  return true
}
/** A cell holds one line. */
const stayInCell: Command = (state) => ['table_cell', 'table_header'].includes(state.selection.$from.parent.type.name)
/** After a heading comes a paragraph. */
const afterHeading: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  if (!empty || $from.parent.type !== types.heading || $from.parentOffset !== $from.parent.content.size) return false
  if (dispatch) {
    const at = $from.after()
    const change = state.tr.insert(at, types.paragraph.create())
    dispatch(change.setSelection(TextSelection.create(change.doc, at + 1)).scrollIntoView())
  }
  return true
}
export const enter = chainCommands(stayInCell, leaveList, afterHeading, splitBlock)
/** Put a table after the block of the cursor, and a paragraph after it to go on in. */
export const insertTable: Command = (state, dispatch) => {
  const { $from } = state.selection
  if (kindAt(state) === 'table' || $from.depth === 0) return false
  if (dispatch) {
    const at = $from.after(1)
    const table = nodeOf({
      type: 'table',
      rows: [
        ['', '', ''],
        ['', '', ''],
        ['', '', ''],
      ],
      head: true,
    })
    const change = state.tr.insert(at, [table, types.paragraph.create()])
    dispatch(change.setSelection(TextSelection.create(change.doc, at + 3)).scrollIntoView())
  }
  return true
}
export const captionAt = (state: EditorState): { at: number; caption: string } | null => {
  const { $from } = state.selection
  for (let depth = $from.depth; depth > 0; depth--)
    if ($from.node(depth).type === types.table) return { at: $from.before(depth), caption: String($from.node(depth).attrs.caption) }
  return null
}
