import { expect, test } from 'vitest'
import { codesOf, wordOf } from './equipment'

test('people type words of an office, and the code is kept', () => {
  expect(codesOf('视频会议、投影，白板')).toEqual(['video', 'projector', '白板'])
  expect(['video', 'sound', '白板'].map(wordOf)).toEqual(['视频会议', '扩声', '白板'])
})
