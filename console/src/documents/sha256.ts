// SHA-256 of a file piece by piece (FIPS 180-4), for files sent in parts: crypto.subtle takes a whole file at once, and only with TLS.

/** The first 32 bits of the fractions of square and cube roots of primes. */
function fractions(count: number, root: (prime: number) => number): Uint32Array {
  const found: number[] = []
  for (let each = 2; found.length < count; each++) {
    let prime = true
    for (let by = 2; by * by <= each && prime; by++) prime = each % by !== 0
    if (prime) found.push((root(each) % 1) * 2 ** 32)
  }
  return Uint32Array.from(found)
}
const START = fractions(8, Math.sqrt)
const KEYS = fractions(64, Math.cbrt)

export class Sha256 {
  private readonly state = START.slice()
  private readonly rest = new Uint8Array(64)
  private readonly words = new Uint32Array(64)
  private length = 0

  update(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length;) {
      const at = this.length % 64
      const piece = bytes.subarray(from, from + 64 - at)
      this.rest.set(piece, at)
      this.length += piece.length
      from += piece.length
      if (this.length % 64 === 0) this.block()
    }
  }
  /** The digest of everything so far; more may follow. */
  digest(): Uint8Array {
    const ended = new Sha256()
    ended.state.set(this.state)
    ended.rest.set(this.rest)
    ended.length = this.length
    const padding = new Uint8Array(((119 - (this.length % 64)) % 64) + 9)
    padding[0] = 0x80
    new DataView(padding.buffer).setBigUint64(padding.length - 8, BigInt(this.length) * 8n)
    ended.update(padding)
    const found = new DataView(new ArrayBuffer(32))
    ended.state.forEach((word, place) => found.setUint32(place * 4, word))
    return new Uint8Array(found.buffer)
  }
  private block(): void {
    const { words, state } = this
    const read = new DataView(this.rest.buffer)
    const word = (place: number) => words[place] ?? 0
    const turn = (value: number, by: number) => (value >>> by) | (value << (32 - by))
    for (let place = 0; place < 64; place++) {
      if (place < 16) {
        words[place] = read.getUint32(place * 4)
        continue
      }
      const early = word(place - 15)
      const late = word(place - 2)
      words[place] =
        word(place - 16) + (turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)) + word(place - 7) + (turn(late, 17) ^ turn(late, 19) ^ (late >>> 10))
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
    for (let place = 0; place < 64; place++) {
      const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (KEYS[place] ?? 0) + word(place)) | 0
      const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g
      g = f
      f = e
      e = (d + first) | 0
      d = c
      c = b
      b = a
      a = (first + second) | 0
    }
    ;[a, b, c, d, e, f, g, h].forEach((each, place) => (state[place] = (state[place] ?? 0) + each))
  }
}
/** Write a digest as `Repr-Digest` has it (RFC 9530). */
export function digestHeader(digest: Uint8Array): string {
  return `sha-256=:${btoa(String.fromCharCode(...digest))}:`
}
