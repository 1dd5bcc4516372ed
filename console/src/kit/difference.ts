// What differs between two texts: blocks that came, went or changed, and the words within those that changed.
import { alike, linesOf, type Block } from '../editor/blocks'

export interface Piece {
  change: 'same' | 'removed' | 'added'
  text: string
}
export interface BlockChange {
  place: number
  change: 'added' | 'removed' | 'changed'
  pieces: Piece[]
  before: Block | null
  after: Block | null
}
/** Find what two sequences have in common, in order, as pairs of places; the ends that are alike cost nothing. */
function common<T>(one: T[], other: T[], same: (a: T, b: T) => boolean): [number, number][] {
  const most = Math.min(one.length, other.length)
  let head = 0
  while (head < most && same(one[head] as T, other[head] as T)) head += 1
  let tail = 0
  while (tail < most - head && same(one[one.length - 1 - tail] as T, other[other.length - 1 - tail] as T)) tail += 1
  const rows = one.length - head - tail
  const columns = other.length - head - tail
  const pairs: [number, number][] = Array.from({ length: head }, (_, at) => [at, at])
  if (rows * columns <= MOST) {
    const table = Array.from({ length: rows + 1 }, () => new Uint16Array(columns + 1))
    const at = (row: number, column: number) => table[row]?.[column] ?? 0
    for (let row = rows - 1; row >= 0; row -= 1)
      for (let column = columns - 1; column >= 0; column -= 1)
        (table[row] as Uint16Array)[column] = same(one[head + row] as T, other[head + column] as T)
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1))
    for (let row = 0, column = 0; row < rows && column < columns;)
      if (same(one[head + row] as T, other[head + column] as T)) pairs.push([head + row++, head + column++])
      else if (at(row + 1, column) >= at(row, column + 1)) row += 1
      else column += 1
  }
  for (let back = tail; back > 0; back -= 1) pairs.push([one.length - back, other.length - back])
  return pairs
}
/** A longer comparison would keep the page waiting: what stands between is then shown whole. */
const MOST = 4_000_000
/** Say how one line became another, a character at a time. */
export function piecesOf(before: string, after: string): Piece[] {
  const one = [...before]
  const other = [...after]
  const pieces: Piece[] = []
  const say = (change: Piece['change'], letters: string[]) => {
    if (!letters.length) return
    const last = pieces[pieces.length - 1]
    if (last?.change === change) last.text += letters.join('')
    else pieces.push({ change, text: letters.join('') })
  }
  let row = 0
  let column = 0
  for (const [x, y] of [...common(one, other, (a, b) => a === b), [one.length, other.length] as [number, number]]) {
    say('removed', one.slice(row, x))
    say('added', other.slice(column, y))
    say('same', one.slice(x, x + 1))
    row = x + 1
    column = y + 1
  }
  return pieces
}
const wordsOf = (block: Block) => linesOf(block).join('\n')
/** Say how one text became another, block by block. */
export function changesOf(before: Block[], after: Block[]): BlockChange[] {
  const found: BlockChange[] = []
  let row = 0
  let column = 0
  for (const [x, y] of [...common(before, after, alike), [before.length, after.length] as [number, number]]) {
    while (row < x || column < y) {
      const gone = row < x ? (before[row++] as Block) : null
      const came = column < y ? (after[column++] as Block) : null
      if (gone && came && gone.type === came.type && gone.type !== 'table' && wordsOf(gone) !== wordsOf(came))
        found.push({ place: column, change: 'changed', pieces: piecesOf(wordsOf(gone), wordsOf(came)), before: gone, after: came })
      else {
        if (gone) found.push({ place: row, change: 'removed', pieces: [], before: gone, after: null })
        if (came) found.push({ place: column, change: 'added', pieces: [], before: null, after: came })
      }
    }
    row = x + 1
    column = y + 1
  }
  return found
}
