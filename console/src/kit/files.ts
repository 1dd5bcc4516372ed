// Files of the API, fetched where a plain link would not do: it cannot say in whose place one asks.
import { answer } from './record'

/** Fetch a file, with the name that the server gives it. */
export async function fetchFile(path: string): Promise<{ blob: Blob; name: string }> {
  const response = await answer(path, {})
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('Content-Disposition') ?? '')?.[1]
  return { blob: await response.blob(), name: name ? decodeURIComponent(name) : '文件' }
}
/** Hand a fetched file to the browser as a download. */
export function download(file: { blob: Blob; name: string }): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file.blob)
  link.download = file.name
  link.click()
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000) // an old browser reads it after the click
}
const PACKAGES: Record<string, string> = { docx: 'Word文档', xlsx: '表格文件' }
const BEGINNINGS = [
  [0x50, 0x4b, 3, 4],
  [0xd0, 0xcf, 0x11, 0xe0], // an older format under the newer name: the server says so
]
/** Say what is wrong with a file that is called a package of an office and is none: such text is not read as if it were meant. */
export async function misnamed(file: File): Promise<string> {
  const kind = /\.(docx|xlsx)$/i.exec(file.name)?.[1]?.toLowerCase() ?? ''
  if (!kind) return ''
  const begin = new Uint8Array(await file.slice(0, 4).arrayBuffer())
  if (BEGINNINGS.some((each) => each.every((byte, place) => begin[place] === byte))) return ''
  return `“${file.name}”不是${PACKAGES[kind]}，可能已损坏或者改过扩展名，请另存为.${kind}后再导入`
}
