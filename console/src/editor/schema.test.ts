// @vitest-environment jsdom
import { EditorState, Selection } from 'prosemirror-state'
import { expect, test } from 'vitest'
import { blockAt, blocksOfPlain, plainOf, type Block } from './blocks'
import { enter, insertTable, kindAt, toBlock, toggleList } from './commands'
import { blocksOf, docOf } from './schema'

const TEXT: Block[] = [
  { type: 'heading', level: 1, text: '一、总体要求' },
  { type: 'heading', level: 4, text: '（1）时间' },
  { type: 'paragraph', text: '各校区要高度重视。' },
  { type: 'list', ordered: true, items: ['甲', '乙'] },
  {
    type: 'table',
    rows: [
      ['校区', '人数'],
      ['东', '3'],
    ],
    head: true,
    caption: '名额',
  },
]
const at = (blocks: Block[], place: number) => {
  const state = EditorState.create({ doc: docOf(blocks) })
  return state.apply(state.tr.setSelection(Selection.near(state.doc.resolve(place))))
}
function after(state: EditorState, command: (state: EditorState, dispatch: (change: EditorState['tr']) => void) => boolean): EditorState {
  let next = state
  command(state, (change) => {
    next = state.apply(change)
  })
  return next
}

test('the four blocks come back from the editor as they went in', () => {
  expect(blocksOf(docOf(TEXT))).toEqual(TEXT)
  docOf(TEXT).check()
})
test('what is empty is left out, and an empty text has a paragraph to type in', () => {
  expect(blocksOf(docOf([]))).toEqual([])
  expect(docOf([]).childCount).toBe(1)
})
test('a place in the plain text names its block', () => {
  const plain = plainOf(TEXT)
  expect(blockAt(TEXT, plain.indexOf('高度'))).toBe(2)
  expect(blockAt(TEXT, plain.indexOf('乙'))).toBe(3)
  expect(blockAt([{ type: 'paragraph', text: '𪚥𪚥𪚥' }, ...TEXT], 5)).toBe(1)
  expect(blocksOfPlain('甲\r\n\n 乙 ')).toEqual([
    { type: 'paragraph', text: '甲' },
    { type: 'paragraph', text: '乙' },
  ])
})
test('a paragraph becomes a list and a list becomes paragraphs', () => {
  const listed = after(at([{ type: 'paragraph', text: '甲' }], 1), toggleList(true))
  expect(blocksOf(listed.doc)).toEqual([{ type: 'list', ordered: true, items: ['甲'] }])
  expect(kindAt(listed)).toBe('ordered')
  expect(blocksOf(after(listed, toBlock('heading', 2)).doc)).toEqual([{ type: 'heading', level: 2, text: '甲' }])
  expect(blocksOf(after(listed, toggleList(true)).doc)).toEqual([{ type: 'paragraph', text: '甲' }])
})
test('an empty item ends its list, and a heading is followed by a paragraph', () => {
  const listed = at([{ type: 'list', ordered: false, items: ['甲', ''] }], 6)
  expect(kindAt(after(listed, enter))).toBe('paragraph')
  const headed = at([{ type: 'heading', level: 1, text: '一' }], 2)
  expect(kindAt(after(headed, enter))).toBe('paragraph')
})
test('a table is put in after the block of the cursor', () => {
  const made = after(at([{ type: 'paragraph', text: '甲' }], 1), insertTable)
  expect(kindAt(made)).toBe('table')
  made.doc.check()
})
