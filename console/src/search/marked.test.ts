import { expect, test } from 'vitest'
import { markedBy, pieces } from './marked'

test('a rare character before a hit does not move the mark', () => {
  expect(pieces({ text: '𠮷校安全', hits: [[2, 4]] })).toEqual([
    { text: '𠮷校', hit: false },
    { text: '安全', hit: true },
  ])
})
test('hits that overlap are marked once', () => {
  expect(
    pieces({
      text: '安全工作',
      hits: [
        [0, 2],
        [1, 4],
      ],
    }),
  ).toEqual([
    { text: '安全', hit: true },
    { text: '工作', hit: true },
  ])
})
test('a text without hits stays whole, and so does one of nothing', () => {
  expect(pieces({ text: '通知', hits: [] })).toEqual([{ text: '通知', hit: false }])
  expect(pieces({ text: '', hits: [] })).toEqual([])
})
test('the number that was searched for is marked, wherever it stands', () => {
  expect(pieces(markedBy('社函〔2026〕12号 通知', '社函〔2026〕12号'))).toEqual([{ text: '社函〔2026〕12号', hit: true }])
  expect(pieces(markedBy('东发', '南实验东发〔2026〕1号')).map((each) => each.hit)).toEqual([false, true, false])
  expect(pieces(markedBy('', '1号'))).toEqual([{ text: '1号', hit: false }])
})
