// What a pasted page holds beside its text: taken out or written as characters, and counted, so that the reader hears of it.

/** The names of what was lost, as the import of a file has them, each with its number. */
export type Lost = Map<string, number>
export function lose(lost: Lost, what: string, times = 1): void {
  if (times) lost.set(what, (lost.get(what) ?? 0) + times)
}
export const told = (lost: Lost): string[] => Array.from(lost, ([what, times]) => `${what}${times}处`)

const looks = (words: string) => `[data-looks*="${words}" i]`
const either = (...words: string[]) => words.map(looks).join(',')
/** What no reader of the page sees as its text, and what it is called; null where nothing is lost with it. */
const UNSEEN: [string | null, string][] = [
  [null, `.msocomtxt,.msocomoff,${either('mso-element:comment-list', 'mso-element: comment-list', 'mso-special-character:comment')}`],
  [null, 'noscript,template,datalist,rp'],
  ['批注', '.msocomanchor'],
  ['修订（删除的文字已去掉）', 'del,.msoDel'],
  ['隐藏的文字', `[hidden],${either('mso-hide:all', 'mso-hide: all', 'display:none', 'display: none', 'visibility:hidden', 'visibility: hidden')}`],
  ['注音', 'rt'],
]
const KEPT: [string, string][] = [
  ['修订（插入的文字已保留）', 'ins,.msoIns'],
  ['删除线（文字已保留）', 's,strike'],
]
const PICTURES = /<(img|svg|canvas|video|object|embed)\b/gi
const FORMULAS = /<math\b/gi

/** Count what is gone before a parser sees the page. */
export function countPictures(html: string, lost: Lost): void {
  const shown = html.replace(/<!--[\s\S]*?-->/g, '')
  lose(lost, '图片', shown.match(PICTURES)?.length ?? 0)
  lose(lost, '公式', shown.match(FORMULAS)?.length ?? 0)
}
/** Take out of a page what its readers do not see, and write raised figures as characters of their own. */
export function takeOut(page: Element, lost: Lost): void {
  for (const [name, where] of KEPT) lose(lost, name, Array.from(page.querySelectorAll(where)).filter((each) => each.textContent?.trim()).length)
  for (const [name, where] of UNSEEN)
    for (const each of Array.from(page.querySelectorAll(where))) {
      if (!page.contains(each)) continue // it went with what it stood in
      const marks = each.outerHTML.includes('mso-element:field') // a field's instruction, which Word hides itself
      if (name && !marks && each.textContent?.trim()) lose(lost, name)
      each.remove()
    }
  for (const each of Array.from(page.querySelectorAll(`sup,${either('vertical-align:super', 'vertical-align: super')}`))) raise(each, lost)
  for (const each of Array.from(page.querySelectorAll(`sub,${either('vertical-align:sub;', 'vertical-align: sub;')}`))) lower(each, lost)
}
const RAISED: Record<string, string> = { 1: '¹', 2: '²', 3: '³' }
const FLAT = '上标、下标（文字已保留）'
function raise(element: Element, lost: Lost): void {
  const text = element.textContent?.trim() ?? ''
  if (/^[123]+$/.test(text)) element.textContent = Array.from(text, (each) => RAISED[each] ?? each).join('')
  else if (text && !/^[¹²³]+$/.test(text)) lose(lost, FLAT)
}
function lower(element: Element, lost: Lost): void {
  if (element.textContent?.trim()) lose(lost, FLAT)
}
