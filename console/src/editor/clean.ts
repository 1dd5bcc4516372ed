// What is pasted from Word, WPS or a page, reduced to the four blocks. Nothing of its looks stays.
import type { Block } from './blocks'
import { countPictures, lose, takeOut, told, type Lost } from './unkept'

/** Take away what would style or run before a parser sees it: even a detached document reports styles to the policy. */
export function stripLooks(html: string): string {
  return html
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<!\[[^\]]*\]>/g, '')
    .replace(/<(style|script|xml|head|title|object|svg|math)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replace(/<\/?(link|meta|style|script|xml|object|embed|iframe|img|base|o:p|v:[a-z]+|w:[a-z]+)\b[^>]*>/gi, '')
    .replace(/(<[a-z][^>]*?\s)style(\s*=)/gi, '$1data-looks$2')
    .replace(/(<[a-z][^>]*?\s)on[a-z]+\s*=/gi, '$1data-no=')
}

const words = (text: string) => text.replace(/[\s\u00a0\u200b\ufeff]+/g, ' ').trim()
const BLOCKS = 'p,div,h1,h2,h3,h4,h5,h6,ul,ol,table,li,blockquote,pre,section,article'
const HIGHER: [RegExp, number][] = [
  [/^[一二三四五六七八九十百]+、$/, 1],
  [/^[（(][一二三四五六七八九十百]+[）)]$/, 2],
]

const LONGEST_HEADING = 200
const LONGEST_CELL = 2_000
/** Blocks as they are found, and what the page held that they lack. */
interface Found {
  blocks: Block[]
  lost: Lost
}
/** Read a piece of HTML as blocks, and name what they could not keep. */
export function pasted(html: string): { blocks: Block[]; lost: string[] } {
  const found: Found = { blocks: [], lost: new Map() }
  countPictures(html, found.lost)
  const page = new DOMParser().parseFromString(stripLooks(html), 'text/html')
  takeOut(page.body, found.lost)
  walk(page.body, found)
  return { blocks: joined(found.blocks), lost: told(found.lost) }
}

function walk(within: Element, found: Found): void {
  let loose = ''
  const flush = () => {
    for (const line of loose.split('\n').map(words).filter(Boolean)) found.blocks.push({ type: 'paragraph', text: line })
    loose = ''
  }
  for (const node of Array.from(within.childNodes)) {
    if (node.nodeType === Node.TEXT_NODE) {
      loose += (node.textContent ?? '').replace(/\s+/g, ' ')
      continue
    }
    if (!(node instanceof (within.ownerDocument.defaultView ?? globalThis).Element) && node.nodeType !== Node.ELEMENT_NODE) continue
    const element = node as Element
    const tag = element.tagName.toLowerCase()
    if (tag === 'br') loose += '\n'
    else if (/^h[1-6]$/.test(tag)) {
      flush()
      heading(element, Math.min(4, Number(tag[1])), found)
    } else if (tag === 'ul' || tag === 'ol') {
      flush()
      listing(element, tag === 'ol', found)
    } else if (tag === 'table') {
      flush()
      table(element, found)
    } else if (tag === 'p') {
      flush()
      paragraph(element, found)
    } else if (element.querySelector(BLOCKS) || element.matches(BLOCKS)) {
      flush()
      walk(element, found)
    } else loose += textOf(element)
  }
  flush()
}
/** Elements whose text stands apart from what comes before and after, as paragraphs and cells within a cell do. */
const APART = `${BLOCKS},td,th,tr,dt,dd`
/** Read the text of an element with its line breaks. */
function textOf(element: Element): string {
  return Array.from(element.childNodes)
    .map((node) => {
      if (node.nodeType === Node.TEXT_NODE) return (node.textContent ?? '').replace(/\s+/g, ' ')
      if (node.nodeType !== Node.ELEMENT_NODE) return ''
      const inner = node as Element
      if (inner.tagName === 'BR') return '\n'
      return inner.matches(APART) ? `\n${textOf(inner)}\n` : textOf(inner)
    })
    .join('')
}
function heading(element: Element, level: number, found: Found): void {
  const text = words(textOf(element))
  if (text) titled(text, level, found)
}
/** Add a heading; what is too long for one is a paragraph in the style of a heading. */
function titled(text: string, level: number, found: Found): void {
  if ([...text].length <= LONGEST_HEADING) {
    found.blocks.push({ type: 'heading', level, text })
    return
  }
  found.blocks.push({ type: 'paragraph', text })
  lose(found.lost, `超过${LONGEST_HEADING}字的标题（已作为正文）`)
}
function paragraph(element: Element, found: Found): void {
  const looks = element.getAttribute('data-looks') ?? ''
  const outline = /mso-outline-level:\s*([1-4])/i.exec(looks)
  if (!/mso-list:\s*l\d/i.test(looks)) {
    if (outline) {
      heading(element, Number(outline[1]), found)
      return
    }
    for (const line of textOf(element).split('\n').map(words).filter(Boolean)) found.blocks.push({ type: 'paragraph', text: line })
    return
  }
  // Word writes a list as paragraphs, each with its mark in a span that is to be ignored.
  const span = element.querySelector('[data-looks*="mso-list:Ignore" i], [data-looks*="mso-list: Ignore" i]')
  const mark = words(span?.textContent ?? '')
  span?.remove()
  const text = words(textOf(element))
  if (!text) return
  const level = HIGHER.find(([shape]) => shape.test(mark))?.[1]
  if (level) titled(mark + text, level, found)
  else found.blocks.push({ type: 'list', ordered: /[\da-z]/i.test(mark) && mark !== 'o', items: [text] })
}
function listing(element: Element, ordered: boolean, found: Found): void {
  const items = itemsOf(element)
  if (items.length) found.blocks.push({ type: 'list', ordered, items })
}
/** Read the items of a list, each followed by those of the lists within it. */
function itemsOf(element: Element): string[] {
  const items: string[] = []
  for (const each of Array.from(element.children)) {
    const inner = Array.from(each.children).filter((child) => child.matches('ul,ol'))
    inner.forEach((child) => child.remove())
    const text = words(textOf(each))
    if (text) items.push(text)
    for (const child of inner) items.push(...itemsOf(child))
  }
  return items
}
/** Read a table; a cell over several columns or rows is followed by empty ones, so that all rows are of one length. */
function table(element: Element, found: Found): void {
  const rows: string[][] = []
  const beyond: string[] = []
  const kept = Array.from(element.querySelectorAll('tr')).filter((row) => row.closest('table') === element)
  kept.forEach((row, y) => {
    const cells = (rows[y] ??= [])
    let x = 0
    for (const cell of Array.from(row.children).filter((each) => each.matches('td,th'))) {
      while (cells[x] !== undefined) x++
      const wide = Math.min(40, Number(cell.getAttribute('colspan')) || 1)
      const high = Math.min(kept.length - y, Number(cell.getAttribute('rowspan')) || 1)
      for (let down = 0; down < high; down++) for (let right = 0; right < wide; right++) (rows[y + down] ??= [])[x + right] = ''
      const text = [...words(textOf(cell))]
      cells[x] = text.slice(0, LONGEST_CELL).join('')
      if (text.length > LONGEST_CELL) beyond.push(text.slice(LONGEST_CELL).join(''))
    }
  })
  const width = Math.max(0, ...rows.map((row) => row.length))
  const full = rows.map((row) => Array.from({ length: width }, (_, x) => row[x] ?? ''))
  const title = words(element.querySelector('caption')?.textContent ?? '')
  const caption = [...title].length <= LONGEST_HEADING ? title : ''
  if (title !== caption) titled(title, 1, found)
  if (width && full.some((row) => row.some(Boolean))) found.blocks.push({ type: 'table', rows: full, head: true, caption })
  for (const text of beyond) found.blocks.push({ type: 'paragraph', text })
  lose(found.lost, `超过${LONGEST_CELL}字的表格内容（其余文字在表格之后）`, beyond.length)
}
/** Put lists that follow one another into one. */
function joined(blocks: Block[]): Block[] {
  const result: Block[] = []
  for (const block of blocks) {
    const before = result[result.length - 1]
    if (block.type === 'list' && before?.type === 'list' && before.ordered === block.ordered) before.items.push(...block.items)
    else result.push(block)
  }
  return result
}
