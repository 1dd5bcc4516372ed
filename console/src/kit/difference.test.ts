import { expect, test } from 'vitest'
import type { Block } from '../editor/blocks'
import { changesOf, piecesOf } from './difference'

const says = (...texts: string[]): Block[] => texts.map((text) => ({ type: 'paragraph', text }))

test('within a line the words that came and went are told apart from those that stayed', () => {
  expect(piecesOf('请于12月1日前报送。', '请于12月8日前报送。')).toEqual([
    { change: 'same', text: '请于12月' },
    { change: 'removed', text: '1' },
    { change: 'added', text: '8' },
    { change: 'same', text: '日前报送。' },
  ])
})
test('paragraphs that came, went or changed are named by their place, and the others are not', () => {
  const found = changesOf(says('一', '请逐项检查', '三', '四'), says('零', '一', '请逐项排查', '三'))
  expect(found.map((each) => [each.change, each.place])).toEqual([
    ['added', 1],
    ['changed', 3],
    ['removed', 4],
  ])
})
test('a text is like itself, and a table that changed is shown whole', () => {
  const table = (cell: string): Block => ({ type: 'table', rows: [[cell]] })
  expect(changesOf([table('甲')], [table('甲')])).toEqual([])
  expect(changesOf([table('甲')], [table('乙')]).map((each) => each.change)).toEqual(['removed', 'added'])
})
test('a text as it was kept and the same text as the editor writes it are alike', () => {
  const kept = [
    { text: '一', type: 'paragraph', level: null },
    { type: 'list', items: ['甲'], ordered: null },
    { type: 'table', rows: [['甲']], caption: null, head: null },
  ] as unknown as Block[]
  const typed: Block[] = [
    { type: 'paragraph', text: '一' },
    { type: 'list', items: ['甲'], ordered: false },
    { type: 'table', rows: [['甲']], head: true },
  ]

  expect(changesOf(kept, typed)).toEqual([])
})
test('two long texts that differ throughout are compared without keeping anybody waiting', () => {
  const from = performance.now()
  piecesOf('甲'.repeat(20_000), '乙'.repeat(20_000))
  expect(performance.now() - from).toBeLessThan(2_000)
})
