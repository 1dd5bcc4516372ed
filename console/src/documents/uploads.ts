// Files on their way to the server, in parts: one can pause them, and what was cut off goes on from the last part that arrived.
import { markRaw, onBeforeUnmount, ref } from 'vue'
import { freshKey, sentence, type Problem } from '../api/client'
import { digestHeader, Sha256 } from './sha256'
import { proof } from '../api/proof'

/** A part has a multiple of 255 KiB, as the API wants it: some seconds on a slow line. */
export const PART = 4 * 255 * 1024
/** After how long a part is sent again that a busy server did not take. */
const AGAIN_MS = 5_000
export interface Sending {
  key: string
  name: string
  file: File
  /** How many bytes the server has for certain, and how many with the part that is on its way. */
  kept: number
  sent: number
  /** The digest of the file up to a place: parts of two files under one key must not become one. */
  print: Pick<Sha256, 'update' | 'digest'>
  read: number
  /** What the server calls the file, once it knows of it. */
  id: string
  refusal: string
  request: XMLHttpRequest | null
  state: 'going' | 'paused' | 'cut' | 'refused'
}
/** Why a file cannot be sent at all, judged as the server does (`file_name`); empty where it can. */
export function unfit(file: { name: string; size: number }): string {
  if (!file.size) return `${file.name}是空文件`
  if (/[/\\:*?"<>|]/.test(file.name) || file.name.startsWith('.'))
    return `${file.name}：文件名不能含有 / \\ : * ? " < > |，也不能以点开头，请改名后再添加`
  return ''
}
/** Where a part ends: at the end of the file, or a whole part further on. */
export function partEnd(offset: number, size: number): number {
  return Math.min(offset + PART, size)
}
/** Take up after an answer: what the server has, and whether the file is whole; a refusal ends it. */
export function answered(each: Sending, status: number, text: string, end: number): 'next' | 'whole' | 'refused' | 'cut' {
  let found: Partial<Problem> & { id?: string } = {}
  try {
    found = JSON.parse(text) as typeof found
  } catch {
    // an answer that is none is a refusal like others
  }
  if (status === 401 || status === 429 || status >= 500) {
    each.refusal = '暂时没有传上，请稍后“继续”'
    return 'cut'
  }
  if (status >= 300) {
    each.refusal = found.detail ? sentence(found as Problem) : '系统出错，请稍后再试'
    return 'refused'
  }
  each.id = found.id ?? each.id
  each.kept = end
  return end >= each.file.size ? 'whole' : 'next'
}

/** Read a file on to a place into its digest, once. */
export async function readTo(each: Sending, end: number): Promise<void> {
  if (each.read >= end) return
  const from = each.read
  const bytes = new Uint8Array(await each.file.slice(from, end).arrayBuffer())
  if (each.read !== from) return // another call was quicker
  each.print.update(bytes)
  each.read = end
}

const waiting = new Map<string, File[]>()
/** Leave files that were chosen before their record was there to the page of the record, which sends them. */
export function handOver(record: string, files: File[]): void {
  if (files.length) waiting.set(record, files)
}
export function handedOver(record: string): File[] {
  const found = waiting.get(record) ?? []
  waiting.delete(record)
  return found
}

export function useUploads(path: () => string, arrived: () => void) {
  const sending = ref<Sending[]>([])
  const gone = (each: Sending) => {
    sending.value = sending.value.filter((other) => other.key !== each.key)
  }
  /** What the server has of a file that is not going on is taken away there too. */
  function takeAway(each: Sending) {
    if (each.id) void fetch(`${path()}/${each.id}`, { method: 'DELETE', credentials: 'same-origin', headers: proof() }).catch(() => undefined)
  }
  function add(files: File[]) {
    for (const file of files) {
      sending.value.push({
        key: freshKey(),
        name: file.name,
        file,
        kept: 0,
        sent: 0,
        print: markRaw(new Sha256()),
        read: 0,
        id: '',
        refusal: '',
        request: null,
        state: 'going',
      })
      void go(sending.value[sending.value.length - 1] as Sending)
    }
  }
  async function go(each: Sending) {
    if (each.state === 'refused') {
      takeAway(each)
      Object.assign(each, { key: freshKey(), kept: 0, id: '', print: markRaw(new Sha256()), read: 0 })
    }
    each.refusal = ''
    each.state = 'going'
    each.sent = each.kept
    const end = partEnd(each.kept, each.file.size)
    const request = new XMLHttpRequest()
    each.request = request
    try {
      await readTo(each, end)
    } catch {
      if (each.request === request) Object.assign(each, { state: 'refused', refusal: '文件已改动或者无法读取，请重新选择' })
      return
    }
    if (each.request !== request || each.state !== 'going') return // paused, given up or begun again meanwhile
    request.open('POST', `${path()}?name=${encodeURIComponent(each.name)}&size=${each.file.size}&offset=${each.kept}`)
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    for (const [name, value] of Object.entries(proof())) request.setRequestHeader(name, value)
    request.setRequestHeader('Idempotency-Key', each.key)
    if (end === each.file.size) request.setRequestHeader('Repr-Digest', digestHeader(each.print.digest()))
    request.upload.onprogress = (progress) => {
      each.sent = each.kept + progress.loaded
    }
    request.onerror = () => {
      each.state = 'cut'
      each.sent = each.kept
      each.refusal = '网络已断开，恢复后自动接着上传'
    }
    request.onload = () => {
      const then = answered(each, request.status, request.responseText, end)
      if (then === 'refused') each.state = 'refused'
      else if (then === 'cut') {
        Object.assign(each, { state: 'cut', sent: each.kept })
        if (request.status !== 401) window.setTimeout(() => each.state === 'cut' && each.request === request && void go(each), AGAIN_MS)
      } else if (then === 'whole') {
        gone(each)
        arrived()
      } else if (each.state === 'going') void go(each)
    }
    request.send(each.file.slice(each.kept, end))
  }
  function pause(each: Sending) {
    each.state = 'paused'
    each.request?.abort()
    each.sent = each.kept
  }
  /** Give a file up; what the server has of it is taken away there too, so that the document can be handed on. */
  function stop(each: Sending) {
    each.request?.abort()
    gone(each)
    takeAway(each)
  }
  function again() {
    for (const each of sending.value) if (each.state === 'cut') void go(each)
  }
  function warn(event: BeforeUnloadEvent) {
    if (sending.value.some((each) => each.state !== 'refused')) event.preventDefault()
  }
  addEventListener('online', again)
  addEventListener('beforeunload', warn)
  onBeforeUnmount(() => {
    removeEventListener('online', again)
    removeEventListener('beforeunload', warn)
  })
  return { sending, add, go, pause, stop }
}
